import type { Context } from "./context";
import type { StreamPlan } from "./plan";
import type { SelectedStream } from "./stream";
import type { LogicalType } from "./values";

/**
 * How a value is written so that two systems that hold the same value write the same text.
 *
 * | form     | text                                                                                                  |
 * | -------- | ----------------------------------------------------------------------------------------------------- |
 * | text     | the string as it is                                                                                   |
 * | boolean  | "1" or "0"                                                                                            |
 * | decimal  | digits, without zeros that mean nothing ("12.5", "-3", "0"); "NaN", "Infinity", "-Infinity"           |
 * | float64  | the double exactly: its significand as a whole number, from 2^52 to below 2^53 (less for a subnormal), |
 * |          | "p", the power of two: "4503599627370496p-52" is 1; "0" for both zeros; "NaN", "Infinity", "-Infinity". |
 * |          | Shortest digits would not do: databases differ in them.                                               |
 * | float32  | rounded to 32 bits, and then as float64: 0.1 may come as the nearest double or the nearest float       |
 * | date     | days since 1970-01-01; "infinity", "-infinity"                                                        |
 * | time     | microseconds since midnight                                                                           |
 * | instant  | microseconds since 1970-01-01T00:00:00, in UTC where it is zoned; "infinity", "-infinity"             |
 * | hex      | bytes, in lower case                                                                                  |
 * | json     | what PostgreSQL prints of the value as jsonb: keys in its order, numbers without exponent             |
 * | jsonText | JSON as it was written                                                                                |
 */
export type DigestForm =
  | "text"
  | "boolean"
  | "decimal"
  | "float32"
  | "float64"
  | "date"
  | "time"
  | "instant"
  | "hex"
  | "json"
  | "jsonText";

/** The forms in which values of a type can be compared, best first; none: two systems never agree on their text. */
export function digestFormsOf(type: LogicalType): DigestForm[] {
  switch (type.kind) {
    case "string":
    case "uuid":
      return ["text"];
    case "boolean":
      return ["boolean"];
    case "integer":
    case "decimal":
      return ["decimal"];
    case "number":
      return [type.bits === 32 ? "float32" : "float64"];
    case "date":
      return ["date"];
    case "time":
      return type.zoned ? [] : ["time"];
    case "timestamp":
      return ["instant"];
    case "binary":
      return ["hex"];
    case "json":
    case "array":
    case "object":
      return ["json", "jsonText"];
  }
}

/** A field of the source, or a column of the destination, and how it is written. */
export interface DigestColumn {
  name: string;
  form: DigestForm;
}

/**
 * What is compared of each row. Both sides write a row as
 *
 *     text(values) = values joined by U+001F, each "=" and its text, or "~" for null
 *     hash         = the first 15 hexadecimal digits of md5(UTF-8 of text(columns)), as a number
 *     bucket       = the first 3 of md5(UTF-8 of text(key)), as a number: 0 to 4095
 *
 * md5 because every SQL database has it: this finds faults, it does not withstand forgers.
 */
export interface DigestRequest {
  columns: DigestColumn[];
  /** What rows are told apart by, among the columns; where there is nothing, all the columns. */
  key: DigestColumn[];
  /** Among the columns; its highest value is told. Null where the stream has none, or it has no form that keeps its order. */
  cursor: DigestColumn | null;
  /** Only the rows of the newest `_airbyte_extracted_at`; for destinations alone. */
  newestRunOnly: boolean;
}

export const digestBuckets = 4096;

export interface DigestBucket {
  bucket: number;
  rows: number;
  /** The sum of the rows' hashes, in decimal digits. */
  sum: string;
  /** The highest cursor value in the bucket, in its form; null where all are null, or none was asked for. */
  reach: string | null;
}

export interface DigestRow {
  /** The texts of the key's columns, in their forms; empty where the request has no key. */
  key: (string | null)[];
  /** In decimal digits. */
  hash: string;
  /** Of the cursor, in its form. */
  cursor: string | null;
  /** Destinations: whether values of the row were nulled or cut on their way, as its `_airbyte_meta` says. */
  changed: boolean;
}

/**
 * Compares by the system's own computing, so that no row has to travel. Each call sees one instant. Reads alone.
 * `buckets` leaves out the empty ones; `rows` gives those of the named buckets, in any order.
 */
export interface SourceDigest<Config> {
  /** The forms it can give for a type, among `digestFormsOf`, best first. Absent: all of them. */
  forms?(type: LogicalType): DigestForm[];
  buckets(
    config: Config,
    stream: SelectedStream,
    request: DigestRequest,
    ctx: Context,
  ): Promise<DigestBucket[]>;
  rows(
    config: Config,
    stream: SelectedStream,
    request: DigestRequest,
    buckets: number[],
    ctx: Context,
  ): Promise<DigestRow[]>;
}

/**
 * What is wrong with the versions of a key. A history says of each key that is in the table, not marked as deleted, in one
 * active version what the row says, and of no other key that it is active; the active one has no end, and within a life
 * of the key, in the order of their starts (null first), each ended version ends where the next one starts.
 *
 * - missing: the row has no active version
 * - left: a version is active, though the row is not there, or is marked as deleted
 * - several: more than one version is active
 * - different: the active version does not equal the row, by the equality of merges
 * - broken: an ended version does not end where the next one of its life starts, or the active one has an end
 */
export const historyFaultKinds = ["missing", "left", "several", "different", "broken"] as const;

export interface HistoryFault {
  /** The first of the kinds that holds of the key. */
  kind: (typeof historyFaultKinds)[number];
  /** As in `DigestRow`. */
  key: string[];
}

/** Likewise, over the plan's table, without rows that are marked as deleted. null: there is no such table. */
export interface DestinationDigest<Config> {
  forms?(type: LogicalType): DigestForm[];
  buckets(
    config: Config,
    plan: StreamPlan,
    request: DigestRequest,
    ctx: Context,
  ): Promise<DigestBucket[] | null>;
  rows(
    config: Config,
    plan: StreamPlan,
    request: DigestRequest,
    buckets: number[],
    ctx: Context,
  ): Promise<DigestRow[]>;
  /**
   * The keys whose versions contradict the table or each other, in the order of their keys, at most `limit`; null: there is
   * no history, or nothing was put into it yet. After any syncs and repairs that ended in `finish`, with the history kept
   * all along, there are none. Not looked at: rows whose key has a null. Not to be seen: a version that is lost from the
   * beginning of a life, or from the end of one that is over. One or two statements, whatever the number of versions.
   * Given where `capabilities.history`.
   */
  historyFaults?(
    config: Config,
    plan: StreamPlan,
    request: { key: DigestColumn[]; limit: number },
    ctx: Context,
  ): Promise<HistoryFault[] | null>;
}
