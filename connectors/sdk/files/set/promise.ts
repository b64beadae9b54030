import { readingKey } from "../../reading-key";
import type { FileSet } from "./list";
import type { Promised } from "./position";
import type { ListedFile } from "./storage";

/** Files that are read without a checkpoint in front of each: a commit may cost more than a small file. */
const maxGroupBytes = 8 * 1024 * 1024;
const maxGroupFiles = 256;

/** How many of the files belong together, by their sizes; at least one, where there is one. */
export function groupSize(files: ListedFile[]): number {
  let bytes = 0;
  const tooMany = files.findIndex(({ size }, index) => {
    bytes += size;
    return index >= maxGroupFiles || (index > 0 && bytes > maxGroupBytes);
  });
  return tooMany < 0 ? files.length : tooMany;
}

/** What a position says of the files that are read from it on. */
export function promiseOf({ reads }: FileSet, files: ListedFile[]): Promised {
  const facts = files.map(({ path, modifiedMs, version, identity }) => [path, modifiedMs, version, identity]);
  return { reads, count: files.length, files: readingKey(facts) };
}

/** Whether the files that are next now are those that the position promised, in these versions and this order. */
export function keepsPromise(set: FileSet, promised: Promised, files: ListedFile[]): boolean {
  const now = promiseOf(set, files.slice(0, promised.count));
  return now.reads === promised.reads && now.count === promised.count && now.files === promised.files;
}
