import type { Change, Value } from "./values";

/**
 * Rows of one stream moved at once, aligned with the stream's `fields`. About 1–8 MB, never bounded by rows alone.
 *
 * - `rows`: arrays of values in the forms of values.ts. Every source gives it, every destination takes it.
 * - `columns`: typed arrays, for columnar destinations.
 * - `pg-copy-binary`: CopyData messages as a PostgreSQL server sends them (the byte "d", a 32-bit length that counts
 *   itself), each with one tuple of its binary COPY (a 16-bit field count, then per field a 32-bit length and the
 *   bytes), without header and trailer; each chunk holds whole messages; types are the fields' `native`.
 */
export type Batch = RowsBatch | ColumnsBatch | PgCopyBinaryBatch;

export interface RowsBatch {
  encoding: "rows";
  rows: Value[][];
  bytes: number;
  /** Where the source itself had to change a value (a ragged CSV row, say): by row index. */
  changes?: Map<number, Change[]>;
}

export interface ColumnsBatch {
  encoding: "columns";
  count: number;
  columns: Column[];
  bytes: number;
}

export interface PgCopyBinaryBatch {
  encoding: "pg-copy-binary";
  count: number;
  chunks: Uint8Array[];
  bytes: number;
  /**
   * Called by the engine once `write` has resolved: the source may then use the memory of the chunks again, so that a
   * destination keeps nothing of them beyond `write`. Safe to call twice, and to leave out.
   */
  release?(): void;
}

export type Encoding = Batch["encoding"];

/**
 * One column of a batch. `valid[i]` is 0 where row i is null; without `valid` no row is null.
 *
 * | as        | for kinds                                           | element                                                      |
 * | --------- | --------------------------------------------------- | ------------------------------------------------------------ |
 * | bool      | boolean                                             | 0 or 1                                                       |
 * | int32     | integer of 16 or 32 bits                            |                                                              |
 * | int64     | integer of 64 bits                                  |                                                              |
 * | float64   | number                                              |                                                              |
 * | decimal64 | decimal with precision ≤ 18 and a scale             | unscaled value                                               |
 * | date32    | date                                                | days since 1970-01-01; ±infinity = 2^31-1, -(2^31-1)         |
 * | time64    | time without zone                                   | microseconds since midnight                                  |
 * | micros64  | timestamp                                           | microseconds since the epoch; ±infinity = 2^63-1, -(2^63-1)  |
 * | text      | string, json, array, object, uuid, zoned time, any other decimal | the value's form in values.ts                   |
 * | utf8      | as text, where the source has the bytes             | well-formed UTF-8 from `offsets[i]` to `offsets[i + 1]`      |
 * | bytes     | binary                                              |                                                              |
 */
export type Column =
  | { as: "bool"; values: Uint8Array; valid?: Uint8Array }
  | { as: "int32"; values: Int32Array; valid?: Uint8Array }
  | { as: "int64"; values: BigInt64Array; valid?: Uint8Array }
  | { as: "float64"; values: Float64Array; valid?: Uint8Array }
  | { as: "decimal64"; values: BigInt64Array; scale: number; valid?: Uint8Array }
  | { as: "date32"; values: Int32Array; valid?: Uint8Array }
  | { as: "time64"; values: BigInt64Array; valid?: Uint8Array }
  | { as: "micros64"; values: BigInt64Array; valid?: Uint8Array }
  | { as: "text"; values: (string | null)[] }
  | { as: "utf8"; values: Uint8Array; offsets: Int32Array; valid?: Uint8Array }
  | { as: "bytes"; values: (Uint8Array | null)[] };

export type Utf8Column = Extract<Column, { as: "utf8" }>;

/** Rows `start` to `end` of such a column as texts; decoded in one go where bytes are characters. */
export function utf8Texts(
  { values, offsets, valid }: Utf8Column,
  start: number,
  end: number,
): (string | null)[] {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const [first = 0, last = 0] = [offsets[start], offsets[end]];
  const all = bytes.toString("utf8", first, last);
  const isAscii = all.length === last - first;
  return Array.from({ length: end - start }, (_, index) => {
    const row = start + index;
    if (valid?.[row] === 0) return null;
    const [from = 0, to = 0] = [offsets[row], offsets[row + 1]];
    return isAscii ? all.substring(from - first, to - first) : bytes.toString("utf8", from, to);
  });
}

export function rowCount(batch: Batch): number {
  return batch.encoding === "rows" ? batch.rows.length : batch.count;
}

/** A rough size of a row in memory; good enough to bound what is in flight. */
export function estimateRowBytes(row: Value[]): number {
  let bytes = 16;
  for (const value of row) {
    if (typeof value === "string") bytes += value.length + 8;
    else if (value instanceof Uint8Array) bytes += value.byteLength + 8;
    else bytes += 8;
  }
  return bytes;
}
