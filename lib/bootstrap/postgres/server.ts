import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@/lib/log";
import type { Binaries } from "./binaries";
import { EmbeddedPostgresError } from "./errors";
import { serverPathOf, type Layout } from "./layout";
import { guardAgain, joinLease, spawnGuarded, type SpawnPlace } from "./lease";
import { clearStaleLocks, isListening, isServerProcess, readPostmasterFile } from "./postmaster";
import type { ServerUser } from "./server-user";
import { serverArguments, type ServerSettings } from "./settings";

/** A share in a running server: while `lease` is open, it runs. */
export interface Hold {
  pid: number;
  lease: number;
  /** False when it runs in another container: then its process cannot be looked at. */
  visible: boolean;
  /** Set when this process started it. */
  child?: ChildProcess;
}

export interface ServerPlace {
  layout: Layout;
  binaries: Binaries;
  user: ServerUser | undefined;
  log: Logger;
  settings: ServerSettings | undefined;
}

const maxLogBytes = 5_000_000;
/** Another start may win, a server may be about to end: each attempt sees a newer state. */
const maxTrialMs = 90_000;
const retryMs = 50;
const patienceMs = 5_000;

/** Joins the server of the folder, or starts one; returns when it takes connections. Any number of processes at once. */
export async function holdServer(place: ServerPlace): Promise<Hold> {
  const begun = performance.now();
  while (performance.now() - begun < maxTrialMs) {
    const hold = await tryToHold(place);
    if (hold) return hold;
    await sleep(retryMs);
  }
  throw new EmbeddedPostgresError(
    `The embedded database in ${place.layout.folder} neither runs nor ends. What it says is in ${place.layout.serverLog}.`,
  );
}

async function tryToHold(place: ServerPlace): Promise<Hold | undefined> {
  const { layout } = place;
  const running = readPostmasterFile(layout.cluster);
  if (running) {
    const lease = await joinLease(layout.folder, running.pid);
    if (lease === "unanswered") return undefined;
    if (lease !== "unguarded") return whenReady(place, { pid: running.pid, lease });
    if (isServerProcess(running.pid, layout.cluster)) {
      return running.status === "stopping" ? undefined : adopt(place, running.pid);
    }
  }
  if (await isListening(layout.socket)) {
    throw new EmbeddedPostgresError(
      `The database in ${layout.folder} is run by a process that cannot be seen from here, in another container perhaps. End it first.`,
    );
  }
  clearStaleLocks(layout.cluster, layout.socket);
  return startServer(place);
}

/** A server whose guard was killed has lost nothing else. */
function adopt(place: ServerPlace, pid: number): Promise<Hold | undefined> {
  place.log.info("A database server was found running without a guard: taking it over.", { pid });
  return withLog(place, (log) => whenReady(place, { pid, lease: guardAgain(spawnPlace(place, log), pid) }));
}

function startServer(place: ServerPlace): Promise<Hold | undefined> {
  const { layout, binaries } = place;
  const root = serverPathOf(layout);
  const socketFolder = layout.socketFolder === layout.folder ? root : layout.socketFolder;
  const command = [
    ...[binaries.postgres, "-D", path.join(root, "data")],
    ...serverArguments(place.settings),
    ...["-c", `unix_socket_directories="${socketFolder.replaceAll('"', '""')}"`],
  ];
  return withLog(place, async (log) => {
    const said = fs.fstatSync(log).size;
    const { child, lease } = spawnGuarded(spawnPlace(place, log), command);
    // Without a listener a failed spawn would end this process; `whenReady` sees it as an end.
    child.once("error", () => child.emit("exit", null, null));
    const hold = await whenReady(place, { pid: child.pid ?? 0, lease, child });
    if (hold) return hold;
    return explainEnd(layout, readFrom(layout.serverLog, said));
  });
}

/** Recovery after a crash may take long; while the server lives, it is waited for. */
async function whenReady(place: ServerPlace, hold: Omit<Hold, "visible">): Promise<Hold | undefined> {
  let ended = false;
  const onExit = () => (ended = true);
  const notice = setTimeout(() => {
    place.log.info("The embedded database is still starting: after a crash it first repeats its journal.");
  }, patienceMs);
  hold.child?.once("exit", onExit);
  try {
    while (!ended) {
      const file = readPostmasterFile(place.layout.cluster);
      const isOurs = file?.pid === hold.pid;
      const visible = isServerProcess(hold.pid, place.layout.cluster);
      if (isOurs && file.status === "ready" && (await isListening(place.layout.socket)))
        return { ...hold, visible };
      if (isOurs && file.status === "stopping") break;
      if (!hold.child && !(isOurs && visible)) break;
      await sleep(10);
    }
  } finally {
    clearTimeout(notice);
    hold.child?.off("exit", onExit);
  }
  fs.closeSync(hold.lease);
  return undefined;
}

/** A start that lost against another, or came before the last of a killed server had gone, is tried again. */
function explainEnd(layout: Layout, said: string): undefined {
  if (/lock file "[^"]*" already exists|pre-existing shared memory block/.test(said)) return undefined;
  throw new EmbeddedPostgresError(
    `The embedded database in ${layout.folder} did not start. It said:\n${said.trim().split("\n").slice(-8).join("\n")}`,
  );
}

async function withLog<T>(place: ServerPlace, work: (log: number) => Promise<T>): Promise<T> {
  const { serverLog } = place.layout;
  const size = fs.statSync(serverLog, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) fs.renameSync(serverLog, `${serverLog}.1`);
  const log = fs.openSync(serverLog, "a", 0o600);
  try {
    return await work(log);
  } finally {
    fs.closeSync(log);
  }
}

function readFrom(file: string, offset: number): string {
  return fs.readFileSync(file).subarray(offset).toString("utf8");
}

function spawnPlace(place: ServerPlace, log: number): SpawnPlace {
  return { folder: place.layout.folder, user: place.user, log };
}
