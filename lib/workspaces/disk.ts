import fs from "node:fs";
import path from "node:path";

export interface DiskUse {
  /** Of the folder's files, in bytes. */
  usedBytes: number;
  /** What this user may still write on the disk that holds the folder, in bytes. */
  freeBytes: number;
}

/** How much a folder takes and what is left beside it. Walks the whole folder: for what is streamed to the page. */
export async function measureDisk(folder: string): Promise<DiskUse> {
  const [usedBytes, { bavail, bsize }] = await Promise.all([sizeOf(folder), fs.promises.statfs(folder)]);
  return { usedBytes, freeBytes: bavail * bsize };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await fs.promises.readdir(folder, { withFileTypes: true }).catch(goneOrClosed);
  let bytes = 0;
  for (const entry of entries ?? []) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await sizeOf(full);
    else if (entry.isFile()) bytes += (await fs.promises.stat(full).catch(goneOrClosed))?.size ?? 0;
  }
  return bytes;
}

/** The database removes files while they are counted, and a folder may be closed to this user. */
function goneOrClosed(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "EACCES") return null;
  throw error;
}
