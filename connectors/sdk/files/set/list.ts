import type { Context } from "../../context";
import { ConfigError, TransientError } from "../../errors";
import type { FileFormat } from "../format";
import type { PathFilter } from "./glob";
import { inReadingOrder } from "./history";
import type { FileStorage, ListedFile } from "./storage";

/** The files of one stream. */
export interface FileSet {
  storage: FileStorage;
  filter: PathFilter;
  /** What the filter was made of, for messages. */
  globs: string[];
  /** Files that were changed before this are left out. */
  startMs: number | null;
  format: FileFormat;
  /** `readingKey` of what decides about the rows of a file besides the file itself. */
  reads: string;
}

/** Of so many files a listing is held in memory; about 300 bytes for each. */
const maxFiles = 1_000_000;

/** All files of the set, in the order in which they are read. */
export async function listFiles(
  { storage, filter, startMs, globs }: FileSet,
  ctx: Context,
): Promise<ListedFile[]> {
  const files = new Map<string, ListedFile>();
  for await (const page of storage.list(filter, ctx)) {
    ctx.signal.throwIfAborted();
    for (const file of page) {
      if (Number.isNaN(file.modifiedMs))
        throw new TransientError(`${storage.label} does not tell when "${file.path}" was changed.`);
      if (startMs === null || file.modifiedMs >= startMs) files.set(file.path, file);
    }
    if (files.size > maxFiles)
      throw new ConfigError(
        `${globs.join(", ")} matches more than ${maxFiles} files in ${storage.label}. Narrow it, or set a start date.`,
        { field: ["globs"] },
      );
  }
  return inReadingOrder([...files.values()]);
}
