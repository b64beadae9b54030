import fs from "node:fs";

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

/** Its children, their children, and so on (Linux). */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** What a process has of memory, in megabytes (Linux): `VmHWM` is the most it ever had, `Pss` its share now. */
export function memoryOf(pid: number, what: "VmHWM" | "Pss"): number {
  const file = what === "Pss" ? `/proc/${pid}/smaps_rollup` : `/proc/${pid}/status`;
  const found = new RegExp(`^${what}:\\s+(\\d+) kB$`, "m").exec(fs.readFileSync(file, "utf8"));
  return Number(found?.[1] ?? NaN) / 1024;
}

/** Linux counts processor time in hundredths of a second, whatever the clock of the kernel. */
const ticksPerSecond = 100;

/** Processor time of a process so far, without that of its children (Linux). */
export function processorSecondsOf(pid: number): number {
  const [user, system] = statOf(pid).times;
  return (user + system) / ticksPerSecond;
}

/** Processor time so far of a process and all that it ever started, whether they live or have been waited for (Linux). */
export function processorSecondsOfTree(pid: number): number {
  return [pid, ...descendantsOf(pid)]
    .flatMap((member) => timesOf(member))
    .reduce((sum, ticks) => sum + ticks / ticksPerSecond, 0);
}

/** None where it has ended since it was listed: then its parent has them. */
function timesOf(pid: number): number[] {
  try {
    return statOf(pid).times;
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** What /proc answers for a process or a thread that has ended. */
function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
}

export function parentOf(pid: number): number {
  return statOf(pid).parent;
}

/** See proc(5). The second field is the program's name in brackets, and may hold anything. */
function statOf(pid: number): { parent: number; times: [number, number, number, number] } {
  const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [, parent = NaN] = fields;
  const [user = NaN, system = NaN, userOfChildren = NaN, systemOfChildren = NaN] = fields.slice(11);
  return { parent, times: [user, system, userOfChildren, systemOfChildren] };
}

/** Seconds of processor time that each thread of a process has used, by its name and number (Linux); without those that end meanwhile. */
export function cpuByThread(pid: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
    try {
      const name = fs.readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim();
      const [nanoseconds] = fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
      found.set(`${name}/${thread}`, Number(nanoseconds) / 1e9);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return found;
}
