import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverEnvironment } from "./binaries";
import { hasCode } from "./errors";
import type { ServerUser } from "./server-user";

/**
 * The guard: reads the lease until its end, which comes when the last process that held it has died, by whatever death.
 * Then it stops the server. Each line it reads on the way is a newcomer's token, answered by a file: whoever got the
 * answer knows that the end has not come and, while it holds the lease, will not come.
 */
const guardFunction = `
guard() {
  pid=$1
  trap '' HUP INT TERM
  while read -r token; do : >"joined.$token"; done
  exec </dev/null
  rm -f "lease.$pid"
  runs() { { read -r first <data/postmaster.pid; } 2>/dev/null && [ "$first" = "$pid" ] && kill -0 "$pid" 2>/dev/null; }
  runs && kill -INT "$pid"
  tenths=0
  while runs; do
    [ "$tenths" -ne 150 ] || kill -QUIT "$pid"
    sleep 0.1 || sleep 1
    tenths=$((tenths + 1))
  done
}
`;

/** The guard forks twice: a child that the server does not know would look to it like a crashed part of itself. */
const serverScript = `${guardFunction}
mv "$1" "lease.$$" || exit 1
shift
exec 4<&0 </dev/null
( guard $$ <&4 4<&- 3<&- >/dev/null 2>&1 & )
exec 4<&-
exec "$@"
`;

const guardScript = `${guardFunction}
mv "$1" "lease.$2" || exit 1
guard "$2" >/dev/null 2>&1
`;

export interface SpawnPlace {
  /** The server's folder; lease, answers and cluster are in it. */
  folder: string;
  user: ServerUser | undefined;
  log: number;
}

/** Starts `command` under a guard. While `lease` stays open here, the server runs; no moment is unguarded. */
export function spawnGuarded(place: SpawnPlace, command: string[]): { child: ChildProcess; lease: number } {
  return withNewLease(place.folder, (name, reader) =>
    spawnShell(place, reader, [serverScript, "sluice", name, ...command]),
  );
}

/** Puts a new guard beside a server whose guard was killed. */
export function guardAgain(place: SpawnPlace, pid: number): number {
  return withNewLease(place.folder, (name, reader) =>
    spawnShell(place, reader, [guardScript, "sluice", name, String(pid)]),
  ).lease;
}

/**
 * Holds the lease of a running server. "unguarded" when nobody reads it; "unanswered" when the guard is about to end, or
 * too busy to answer: then try again, for a second guard beside it would end the server with the first one's holders.
 */
export async function joinLease(folder: string, pid: number): Promise<number | "unguarded" | "unanswered"> {
  const lease = openLease(folder, pid);
  if (lease === undefined) return "unguarded";
  const token = randomBytes(8).toString("hex");
  const answer = path.join(folder, `joined.${token}`);
  try {
    fs.writeSync(lease, `${token}\n`);
    for (let attempt = 0; attempt < 400; attempt++) {
      if (fs.existsSync(answer)) return lease;
      if (!fs.existsSync(path.join(folder, `lease.${pid}`))) break;
      await sleep(5);
    }
  } catch (error) {
    if (!hasCode(error, "EPIPE", "EAGAIN")) throw error;
  } finally {
    fs.rmSync(answer, { force: true });
  }
  fs.closeSync(lease);
  return "unanswered";
}

export function isGuarded(folder: string, pid: number): boolean {
  const lease = openLease(folder, pid);
  if (lease === undefined) return false;
  fs.closeSync(lease);
  return true;
}

function openLease(folder: string, pid: number): number | undefined {
  try {
    return fs.openSync(path.join(folder, `lease.${pid}`), fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENXIO")) return undefined;
    throw error;
  }
}

/** Opened for both first, so that neither end waits for the other; the guard inherits the reading end only. */
function withNewLease(folder: string, start: (name: string, reader: number) => ChildProcess) {
  const name = `lease.new-${randomBytes(6).toString("hex")}`;
  const file = path.join(folder, name);
  execFileSync("mkfifo", ["-m", "600", file]);
  const both = fs.openSync(file, fs.constants.O_RDWR);
  const reader = fs.openSync(file, fs.constants.O_RDONLY);
  const lease = fs.openSync(file, fs.constants.O_WRONLY);
  fs.closeSync(both);
  try {
    return { child: start(name, reader), lease };
  } finally {
    fs.closeSync(reader);
  }
}

/** In a session of its own, so that Ctrl-C in a terminal reaches us and not the server. */
function spawnShell(place: SpawnPlace, reader: number, script: string[]): ChildProcess {
  const folder = fs.openSync(place.folder, fs.constants.O_RDONLY);
  try {
    const child = spawn("/bin/sh", ["-c", ...script], {
      ...place.user,
      cwd: place.folder,
      env: serverEnvironment,
      detached: true,
      stdio: [reader, place.log, place.log, folder],
    });
    child.unref();
    return child;
  } finally {
    fs.closeSync(folder);
  }
}
