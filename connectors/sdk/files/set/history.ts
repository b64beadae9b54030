import { createHash } from "node:crypto";
import type { ListedFile } from "./storage";

/** 3,000 entries of 20 characters are 60 kB, and a position has 64. */
export const maxEntries = 3000;
const timeBytes = 6;
const pathBytes = 6;
const versionBytes = 3;
const entryBytes = timeBytes + pathBytes + versionBytes;

interface Entry {
  modifiedMs: number;
  /** Base64 of the path's hash. */
  path: string;
  version: string;
}

/** As it travels in a position. */
export interface StoredHistory {
  /** The entries, each as time, hash of the path and hash of the version, in one text of base64. */
  seen: string;
  /** The newest that was dropped because there were too many: [time, hash of the path]. */
  dropped: [number, string] | null;
}

/**
 * - `new`: to be read.
 * - `seen`: was read, in this version.
 * - `changed`: was read, in another version.
 * - `dropped`: older than the oldest entry that is kept, so that it was read or came too late to be noticed.
 */
export type Standing = "new" | "seen" | "changed" | "dropped";

/**
 * Which files were read: the newest 3,000 one by one, and of all others that they are older. Files have an order, by time of
 * change and then by hash of the path, in which they must be added where there may be more than are kept.
 */
export class FileHistory {
  private readonly entries = new Map<string, Entry>();
  private dropped: [number, string] | null;

  constructor(stored: StoredHistory | null = null) {
    this.dropped = stored?.dropped ?? null;
    const bytes = Buffer.from(stored?.seen ?? "", "base64");
    for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
      const middle = at + timeBytes + pathBytes;
      const entry = {
        modifiedMs: bytes.readUIntBE(at, timeBytes),
        path: bytes.toString("base64", at + timeBytes, middle),
        version: bytes.toString("base64", middle, at + entryBytes),
      };
      this.entries.set(entry.path, entry);
    }
  }

  standing(file: ListedFile): Standing {
    const own = entryOf(file);
    const known = this.entries.get(own.path);
    if (known)
      return known.modifiedMs === own.modifiedMs && known.version === own.version ? "seen" : "changed";
    return this.dropped && !isAfter(own, this.dropped) ? "dropped" : "new";
  }

  add(file: ListedFile): void {
    const entry = entryOf(file);
    this.entries.set(entry.path, entry);
    if (this.entries.size <= maxEntries) return;
    let oldest = entry;
    for (const other of this.entries.values()) if (compare(other, oldest) < 0) oldest = other;
    this.entries.delete(oldest.path);
    if (!this.dropped || isAfter(oldest, this.dropped)) this.dropped = [oldest.modifiedMs, oldest.path];
  }

  store(): StoredHistory {
    const entries = [...this.entries.values()].sort(compare);
    const bytes = Buffer.alloc(entries.length * entryBytes);
    for (const [index, { modifiedMs, path, version }] of entries.entries()) {
      const at = index * entryBytes;
      bytes.writeUIntBE(modifiedMs, at, timeBytes);
      bytes.write(path, at + timeBytes, "base64");
      bytes.write(version, at + timeBytes + pathBytes, "base64");
    }
    return { seen: bytes.toString("base64"), dropped: this.dropped };
  }
}

/** The order in which files are read. */
export function inReadingOrder(files: ListedFile[]): ListedFile[] {
  return files
    .map((file) => ({ file, entry: entryOf(file) }))
    .sort((one, other) => compare(one.entry, other.entry))
    .map(({ file }) => file);
}

function entryOf({ path, modifiedMs, version }: ListedFile): Entry {
  return {
    modifiedMs: Math.min(Math.max(0, Math.trunc(modifiedMs)), 2 ** (8 * timeBytes) - 1),
    path: hashOf(path, pathBytes),
    version: hashOf(version, versionBytes),
  };
}

function hashOf(text: string, bytes: number): string {
  return createHash("sha256").update(text).digest().toString("base64", 0, bytes);
}

function isAfter(entry: Entry, [modifiedMs, path]: [number, string]): boolean {
  return compare(entry, { modifiedMs, path, version: "" }) > 0;
}

function compare(one: Entry, other: Entry): number {
  if (one.modifiedMs !== other.modifiedMs) return one.modifiedMs - other.modifiedMs;
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}
