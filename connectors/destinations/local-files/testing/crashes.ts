import type { FileHandle } from "node:fs/promises";
import type * as FileSystem from "node:fs/promises";

/** The process as the file system sees it: dead after so many changes, until it is started again. */
const process = { changesLeft: Infinity, isDead: false, makesLast: false };

export class Crash extends Error {}

/**
 * Does `work`, and dies after it made `changes` changes on the disk; true where it came to its end before. With
 * `makesLast` one more is made, of which the process never learns.
 */
export async function surviving(
  changes: number,
  work: () => Promise<unknown>,
  makesLast = false,
): Promise<boolean> {
  Object.assign(process, { changesLeft: changes, isDead: false, makesLast });
  try {
    await work();
    return true;
  } catch (error) {
    if (!process.isDead) throw error;
    return false;
  } finally {
    Object.assign(process, { changesLeft: Infinity, isDead: false });
  }
}

/** `node:fs/promises`, where everything that changes the disk is counted and a dead process changes nothing. */
export function mortal(fs: typeof FileSystem): typeof FileSystem {
  return {
    ...fs,
    rename: counted(fs.rename),
    rm: counted(fs.rm),
    mkdir: counted(fs.mkdir),
    open: (async (file, flags, mode) => {
      const opened = flags === "r" ? await fs.open(file, flags) : await counted(fs.open)(file, flags, mode);
      return mortalHandle(opened);
    }) as typeof fs.open,
  };
}

function mortalHandle(handle: FileHandle): FileHandle {
  for (const name of ["write", "writeFile", "truncate"] as const)
    Object.assign(handle, { [name]: counted(handle[name].bind(handle) as () => Promise<unknown>) });
  return handle;
}

function counted<Change extends (...args: never[]) => Promise<unknown>>(change: Change): Change {
  return (async (...args: Parameters<Change>) => {
    if (process.changesLeft-- <= 0) {
      const isLast = !process.isDead;
      process.isDead = true;
      const made = isLast && process.makesLast ? await change(...args) : null;
      if (made instanceof Object && "close" in made) await (made as FileHandle).close();
      throw new Crash("The process is dead.");
    }
    return change(...args);
  }) as Change;
}
