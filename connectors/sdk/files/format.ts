import { isDeepStrictEqual } from "node:util";
import type { Context } from "../context";
import type { Json, JsonObject } from "../json";
import type { TupleBlock } from "../postgres/copy-out";
import type { Change, Field, Value } from "../values";
import type { FileLocation } from "./content/location";

/**
 * What a file format can do with a file, wherever it is. Formats of text (CSV, JSON, JSONL) are made by
 * `createTextFormat`, Parquet by `createParquetFormat`.
 */
export interface FileFormat {
  /** nothing more is read of a file. */
  maxRows: number;
  /**
   * The fields that a file shows, looking at about `maxBytes` of it; none where it has no rows. ConfigError where it is
   * something else.
   */
  inspect(location: FileLocation, maxBytes: number, ctx: Context): Promise<Inspection>;
  /** Opens a file for reading on from a place that it gave. `close` must be called, however reading ended. */
  open(location: FileLocation, fields: Field[], from: Place, ctx: Context): Promise<OpenFile>;
}

export interface Inspection {
  fields: Field[];
  /** What was looked at, for a budget over many files. */
  bytes: number;
}

/** Where reading goes on: an offset that only the format understands, and the rows given before it. */
export interface Place {
  offset: number;
  rows: number;
}

export const start: Place = { offset: 0, rows: 0 };

/** Whether a file is the version that is known, by all that was known of it: earlier versions of Sluice knew less. */
export function isVersion(known: Json, now: Json): boolean {
  if (!isObject(known) || !isObject(now)) return isDeepStrictEqual(known, now);
  return Object.entries(known).every(([name, value]) => isDeepStrictEqual(now[name], value));
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export interface OpenFile {
  /** Names this very version of the file: the same identity, the same bytes. null where nothing tells versions apart. */
  identity: Json;
  /** The same pieces whenever it is read on from the same place. */
  pieces: AsyncIterable<RowPiece>;
  /** What an offset of one more stands for, about. */
  bytesPerOffset: number;
  /** Columns of the file for which there is no field; known once reading has begun. */
  leftOut(): string[];
  close(): Promise<void>;
}

/** Some rows of a file, not yet converted. */
export interface RowPiece {
  count: number;
  /** All of them as tuples of PostgreSQL's binary COPY, in the fields' native types; where it is set, `row` gives none. */
  tuples?: TupleBlock;
  /** The values of a row's fields; what had to be changed goes to `changes`. */
  row(index: number, changes: Change[]): Value[];
  /** The place behind these rows, without their number; null where it cannot be told exactly. */
  offset(): number | null;
  /** How many rows of this kind the rest of the file holds, about; null where that is not known. */
  rowsAhead(): number | null;
}
