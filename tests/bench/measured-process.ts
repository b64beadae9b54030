import { spawn } from "node:child_process";
import { once } from "node:events";
import { descendantsOf, memoryOf } from "../support/processes";

/** Reading it must not cost the time that is measured. */
const sampleEveryMs = 50;

/** What a command took, with all processes that it started. */
export interface Took {
  seconds: number;
  /** The most memory that they had, in megabytes (Linux; NaN elsewhere). */
  megabytes: number;
}

/** Runs a program to its end; one that fails ends the measurement with what it said. */
export async function measureProcess(command: string, args: string[]): Promise<Took> {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  let megabytes = NaN;
  const sample = () => {
    const now = memoryOfTree(child.pid ?? 0);
    if (now > 0 && !(megabytes >= now)) megabytes = now;
  };
  const sampling = setInterval(sample, sampleEveryMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${command} ${args[0] ?? ""} … ended with ${code}: ${said.slice(-2000)}`);
    return { seconds: (performance.now() - begin) / 1000, megabytes };
  } finally {
    clearInterval(sampling);
  }
}

export async function measureShell(script: string): Promise<number> {
  return (await measureProcess("sh", ["-c", script])).seconds;
}

/** The most that each had, what they share counted for each: no less than they had at once. NaN where a process ended while it was looked at, or this is no Linux. */
function memoryOfTree(pid: number): number {
  try {
    return [pid, ...descendantsOf(pid)].reduce((sum, member) => sum + memoryOf(member, "VmHWM"), 0);
  } catch {
    return NaN;
  }
}
