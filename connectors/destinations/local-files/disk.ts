import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { onDisk, translateError } from "./errors";

/** Replaces a file by one with this content, durably: whoever looks sees the old one or the new one. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw translateError(error, file, Buffer.byteLength(content));
  }
  await syncFolder(path.dirname(file));
}

/** Moves a file to a name in the same file system, durably; what stood there is gone at the same instant. */
export async function moveFile(from: string, to: string): Promise<void> {
  await makeFolder(path.dirname(to));
  await onDisk(to, () => rename(from, to));
  await syncFolder(path.dirname(to));
}

/** The folder with all its parents, durably; gives those that were not there before, the innermost first. */
export async function makeFolder(folder: string): Promise<string[]> {
  const first = await onDisk(folder, () => mkdir(folder, { recursive: true }));
  const made: string[] = [];
  if (first === undefined) return made;
  for (let each = folder; each.length >= first.length; each = path.dirname(each)) {
    made.push(each);
    await syncFolder(path.dirname(each));
  }
  return made;
}

/** One that is not there is removed already. */
export async function removeFile(file: string): Promise<void> {
  await onDisk(file, () => rm(file, { force: true }));
}

/** The names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error) || isNoFolder(error)) return [];
    throw translateError(error, folder);
  }
}

export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw translateError(error, file);
  }
}

export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw translateError(error, file);
  }
}

export async function isFile(file: string): Promise<boolean> {
  return (await exists(file)) && (await stat(file)).isFile();
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function isNoFolder(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOTDIR";
}

/** A rename is durable once its folder is. Some systems, Windows among them, know no such thing for folders. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (!handle) return;
  try {
    await handle.sync();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EINVAL" && code !== "EPERM" && code !== "EISDIR") throw translateError(error, folder);
  } finally {
    await handle.close();
  }
}
