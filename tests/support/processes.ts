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

/** Seconds of processor time that each thread of a process has used, by its name and number (Linux). */
export function cpuByThread(pid: number): Map<string, number> {
  return new Map(
    fs.readdirSync(`/proc/${pid}/task`).map((thread) => {
      const name = fs.readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim();
      const [nanoseconds] = fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
      return [`${name}/${thread}`, Number(nanoseconds) / 1e9];
    }),
  );
}
