import { open, readdir, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { AuthError, ConfigError, ConnectorError, TransientError, type Context } from "@/connectors/sdk";
import { isPacked, sniffedBytes, unpack } from "./compression";
import type { Content, OpenOptions } from "./content";
import type { LocalLocation } from "./location";
import type { RangeFile } from "./ranges";

const chunkSize = 256 * 1024;

export async function openLocal(
  location: LocalLocation,
  options: OpenOptions,
  ctx: Context,
): Promise<Content> {
  const absolute = await ctx.localFiles.resolve(location.path);
  await refuseSpecialFile(absolute, location.label);
  const handle = await open(absolute).catch((error: unknown) => translate(error, absolute, location.label));
  try {
    const before = await versionOf(handle);
    // A place in a plain file is found by seeking; in a packed one only by unpacking what stands before it.
    const seeks = options.from > 0 && !(await looksPacked(handle, options));
    const stored = readChunks(handle, seeks ? options.from : 0, before, location.label, ctx.signal);
    const plain = seeks ? { chunks: stored, isPacked: false } : await unpack(stored, options, location.label);
    return {
      identity: before,
      size: plain.isPacked ? null : before.size,
      chunks: plain.chunks,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** For reading in any order. That the file did not change is looked at after each piece. */
export async function openLocalRanges(location: LocalLocation, ctx: Context): Promise<RangeFile> {
  const { label } = location;
  const absolute = await ctx.localFiles.resolve(location.path);
  await refuseSpecialFile(absolute, label);
  const handle = await open(absolute).catch((error: unknown) => translate(error, absolute, label));
  const before = await versionOf(handle);
  return {
    label,
    identity: before,
    size: before.size,
    read: async (start, end) => {
      ctx.signal.throwIfAborted();
      const piece = Buffer.alloc(end - start);
      const { bytesRead } = await handle.read(piece, 0, piece.length, start);
      const after = await versionOf(handle);
      if (bytesRead < piece.length || after.size !== before.size || after.modifiedMs !== before.modifiedMs)
        throw new TransientError(
          `"${label}" was changed while it was read. It is read again once it is at rest.`,
        );
      return piece;
    },
    close: () => handle.close(),
  };
}

interface Version {
  [key: string]: number;
  size: number;
  modifiedMs: number;
  /** Unlike the time above nobody can set it back. */
  statusChangedMs: number;
  inode: number;
}

async function versionOf(handle: FileHandle): Promise<Version> {
  const { size, mtimeMs, ctimeMs, ino } = await handle.stat();
  return { size, modifiedMs: mtimeMs, statusChangedMs: ctimeMs, inode: ino };
}

async function looksPacked(handle: FileHandle, options: OpenOptions): Promise<boolean> {
  const head = Buffer.alloc(sniffedBytes);
  await handle.read(head, 0, sniffedBytes, 0);
  return isPacked(head, options.compression);
}

/** An export that is still being written would give half of the old and half of the new file. */
async function* readChunks(
  handle: FileHandle,
  from: number,
  before: Version,
  label: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let offset = from; ;) {
    signal.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, offset);
    if (bytesRead === 0) break;
    offset += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  const after = await versionOf(handle);
  if (after.size === before.size && after.modifiedMs === before.modifiedMs) return;
  throw new TransientError(`"${label}" was changed while it was read. It is read again once it is at rest.`);
}

async function refuseSpecialFile(absolute: string, label: string): Promise<void> {
  const stats = await stat(absolute).catch((error: unknown) => translate(error, absolute, label));
  if (stats.isDirectory()) {
    const names = (await readdir(absolute)).sort().slice(0, 10);
    const holds = names.length > 0 ? ` It holds ${names.map((name) => `"${name}"`).join(", ")}.` : "";
    throw fault(`"${label}" is a folder. Name one file in it.${holds}`);
  }
  if (!stats.isFile()) throw fault(`"${label}" is not an ordinary file. Name a CSV, JSON or JSONL file.`);
}

async function translate(error: unknown, absolute: string, label: string): Promise<never> {
  if (error instanceof ConnectorError) throw error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") {
    throw fault(
      `There is no file "${label}" in the folder for local files.${await suggest(absolute)}`,
      error,
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    throw new AuthError(
      `"${label}" may not be read. Give the user that runs this program the right to read it.`,
      {
        cause: error,
        field: ["url"],
      },
    );
  }
  throw new TransientError(`"${label}" could not be opened: ${String(error)}`, { cause: error });
}

/** Names in the same folder, the most similar first. */
async function suggest(absolute: string): Promise<string> {
  const names = (await readdir(path.dirname(absolute)).catch(() => [])).slice(0, 5000);
  if (names.length === 0) return "";
  const wanted = path.basename(absolute).toLowerCase();
  const scored = names.map((name) => ({ name, distance: editDistance(name.toLowerCase(), wanted) }));
  scored.sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name));
  const similar = scored.slice(0, 5).map(({ name }) => `"${name}"`);
  return ` The folder has ${similar.join(", ")}${names.length > similar.length ? " and others" : ""}.`;
}

/** How many characters must be inserted, removed or replaced to make one text the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

function fault(message: string, cause?: unknown): ConfigError {
  return new ConfigError(message, { cause, field: ["url"] });
}
