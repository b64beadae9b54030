import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** Tests and benchmarks run in the repository; as a bundle, this file is elsewhere. */
const root = process.cwd();
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
