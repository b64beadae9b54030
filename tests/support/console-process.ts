import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const readyLine = /Sluice is ready \(.*\): (\S+)/;

/** The console as `npm start` runs it, in a process of its own. */
export interface ConsoleProcess {
  pid: number;
  /** Where it answers; undefined when it has ended instead. */
  url: string | undefined;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves with the exit code; null after SIGKILL. */
  signal(signal: NodeJS.Signals): Promise<number | null>;
  ended: Promise<number | null>;
}

/** Starts it on a port of the system's choice; resolves when it is ready or has ended. Only these `variables` are set. */
export async function startConsoleProcess(variables: Record<string, string>): Promise<ConsoleProcess> {
  const child = spawn(process.execPath, [path.join(root, "lib/bootstrap/start.mjs")], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      SLUICE_DEMO: "0",
      NODE_ENV: "production",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const url = await new Promise<string | undefined>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const found = readyLine.exec(output)?.[1];
        if (found) resolve(found);
      });
    }
    void once(child, "close").then(() => resolve(undefined));
  });
  return {
    pid: child.pid ?? 0,
    url,
    output: () => output,
    ended,
    signal(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Processes at work in this folder or below: the embedded database and its guard (Linux). */
export function processesIn(folder: string): number[] {
  const real = fs.realpathSync(folder);
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(real);
      } catch {
        return false; // ended meanwhile
      }
    });
}

export function childrenOf(pid: number): number[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

/** Waits until none of them is alive. */
export async function expectEnded(pids: () => number[]): Promise<void> {
  await expect
    .poll(() => pids().filter((pid) => fs.existsSync(`/proc/${pid}/cwd`)), { timeout: 20_000 })
    .toEqual([]);
}
