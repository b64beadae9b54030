import fs from "node:fs";

const everyMs = 1_000;
const shells = new Set(["sh", "dash", "bash", "ash"]);

/**
 * Calls back when the npm that started this process has died without a word (kill -9): nobody would end this one then.
 * Only under npm: a console started otherwise may well outlive its parent.
 */
export function watchNpm(onDeath: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  // npm runs scripts through a shell, which may stay in between.
  const beyond = shells.has(nameOf(parent)) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (beyond === undefined || parentOf(parent) === beyond)) return;
    clearInterval(timer);
    onDeath();
  }, everyMs);
  timer.unref();
}

function nameOf(pid: number): string {
  return statOf(pid)?.name ?? "";
}

function parentOf(pid: number): number | undefined {
  return statOf(pid)?.parent;
}

/** Linux only; elsewhere just the direct parent is watched. */
function statOf(pid: number): { name: string; parent: number } | undefined {
  try {
    const [, name = "", parent] =
      /^\d+ \((.*)\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined; // no /proc, or the process has just ended
  }
}
