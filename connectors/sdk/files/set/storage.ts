import type { Context } from "../../context";
import type { JsonObject } from "../../json";
import type { FileLocation } from "../content/location";
import type { PathFilter } from "./glob";

/** A file as a listing shows it. */
export interface ListedFile {
  /** From the storage's root, with "/" between folders: what globs match, and `_ab_source_file_url`. */
  path: string;
  size: number;
  modifiedMs: number;
  /** Another text for another content, as far as the listing tells. */
  version: string;
  /** What the identity of the opened file must hold too; otherwise it is another version by then. */
  identity: JsonObject;
}

/** A place with many files. */
export interface FileStorage {
  /** For messages: "the bucket x". */
  label: string;
  /** Every file that is meant, in any order, a page at a time. What comes or goes meanwhile may or may not be there. */
  list(filter: PathFilter, ctx: Context): AsyncIterable<ListedFile[]>;
  locate(file: ListedFile): FileLocation;
  /** Whether there still is a file under the path. */
  has(path: string, ctx: Context): Promise<boolean>;
}
