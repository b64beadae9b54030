import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { hasCode } from "./errors";

export interface PostmasterFile {
  pid: number;
  /** What the server says of itself; "starting" until it says anything. */
  status: string;
}

/** The server's own account in postmaster.pid: first line its pid, eighth its state. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const lines = readIfThere(path.join(cluster, "postmaster.pid"))?.split("\n");
  const pid = Math.abs(Number.parseInt(lines?.[0] ?? "", 10));
  return pid > 0 ? { pid, status: lines?.[7]?.trim() || "starting" } : undefined;
}

/** A file may outlive its server, and the number may belong to another program by now, or to a zombie. */
export function isServerProcess(pid: number, cluster: string): boolean {
  return process.platform === "linux" ? worksIn(pid, cluster) : commandNames(pid, cluster);
}

export function isListening(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect({ path: socket });
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false));
    connection.once("connect", () => connection.destroy());
  });
}

/**
 * After a crash the server clears its two lock files itself, unless another program has got its pid since (usual in
 * containers, where pids repeat): then it believes in itself and refuses to start. Call when no server runs.
 */
export function clearStaleLocks(cluster: string, socket: string): void {
  for (const file of [path.join(cluster, "postmaster.pid"), `${socket}.lock`]) {
    const content = readIfThere(file);
    const pid = Math.abs(Number.parseInt(content ?? "", 10));
    if (!pid || !isAlive(pid) || isServerProcess(pid, cluster)) continue;
    const aside = `${file}.stale-${process.pid}`;
    fs.renameSync(file, aside);
    // Somebody else's start may have come in between: then the file is theirs again.
    if (readIfThere(aside) !== content) fs.renameSync(aside, file);
    else fs.rmSync(aside);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

function worksIn(pid: number, cluster: string): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
    return !"ZXx".includes(state) && fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(cluster);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES")) return false;
    throw error;
  }
}

function commandNames(pid: number, cluster: string): boolean {
  try {
    const line = execFileSync("ps", ["-o", "stat=,command=", "-p", String(pid)], { encoding: "utf8" });
    return !line.startsWith("Z") && line.includes(cluster);
  } catch {
    return false; // ps ends with 1 when there is no such process
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
