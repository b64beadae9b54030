import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

export interface SmallDisk {
  resize(size: string): void;
  unmount(): void;
}

/** A small disk of its own; null where this process may not mount one. In CI that is a failure. */
export function mountDisk(folder: string, size: string): SmallDisk | null {
  mkdirSync(folder);
  try {
    mount(["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  } catch (error) {
    if (process.env.CI) throw error;
    return null;
  }
  return {
    resize: (larger) => mount(["-o", `remount,size=${larger}`, folder]),
    unmount: () => void execFileSync("umount", ["--lazy", folder]),
  };
}

function mount(args: string[]): void {
  execFileSync("mount", args, { stdio: "pipe" });
}
