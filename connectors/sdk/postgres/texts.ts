import { isUtf8 } from "node:buffer";
import type { Utf8Column } from "../batch";

const scratch: { bytes: Uint8Array } = { bytes: new Uint8Array(0) };
/** Above this, a native copy of each value beats the loop. */
const longTextBytes = 96;

/** Where the texts of one column lie in a block: offsets of row r at `offsets[first + r * step]`; see indexFields. */
export interface TextColumn {
  bytes: Uint8Array;
  view: DataView;
  offsets: Int32Array;
  first: number;
  step: number;
  count: number;
  /** Bytes in front of each text that do not belong to it (jsonb's version). */
  skip: number;
}

/**
 * All texts of a column. They are gathered, decoded in one go and cut apart: a call into the decoder for every value
 * would cost twice as much.
 */
export function decodeTexts(column: TextColumn): (string | null)[] {
  const ends = new Int32Array(column.count);
  const used = gather(column, ends);
  const all = Buffer.from(scratch.bytes.buffer, 0, used).toString("utf8");
  if (all.length !== used && !toUtf16Ends(ends, used, all.length)) return decodeOneByOne(column);
  const { view, offsets, first, step, count } = column;
  const texts = new Array<string | null>(count);
  let start = 0;
  for (let row = 0; row < count; row++) {
    const end = ends[row] ?? 0;
    const isNull = view.getInt32((offsets[first + row * step] ?? 0) - 4) < 0;
    texts[row] = isNull ? null : all.substring(start, end);
    start = end;
  }
  return texts;
}

/**
 * All texts of a column as they came. null where some are not well-formed, as a database without an encoding
 * (SQL_ASCII) may hold them.
 */
export function copyTexts(
  { bytes, view, offsets, first, step, count, skip }: TextColumn,
  allocate: (bytes: number) => Uint8Array<ArrayBuffer> = (length) => new Uint8Array(length),
): Utf8Column | null {
  const bounds = new Int32Array(count + 1);
  let valid: Uint8Array | undefined;
  for (let row = 0, used = 0; row < count; row++) {
    const length = view.getInt32((offsets[first + row * step] ?? 0) - 4);
    if (length < 0) {
      valid ??= new Uint8Array(count).fill(1);
      valid[row] = 0;
    } else used += length - skip;
    bounds[row + 1] = used;
  }
  const values = allocate(bounds[count] ?? 0);
  let startsWithin = 0;
  for (let row = 0; row < count; row++) {
    const from = (offsets[first + row * step] ?? 0) + skip;
    const start = bounds[row] ?? 0;
    const end = bounds[row + 1] ?? 0;
    if (end === start) continue;
    startsWithin |= +(((bytes[from] ?? 0) & 0xc0) === 0x80);
    if (end - start > longTextBytes) values.set(bytes.subarray(from, from + end - start), start);
    else for (let at = start, read = from; at < end; at++, read++) values[at] = bytes[read] ?? 0;
  }
  // Together they may be well-formed although one begins with the second half of another's character.
  if (startsWithin || !isUtf8(values)) return null;
  return { as: "utf8", values, offsets: bounds, ...(valid ? { valid } : {}) };
}

/** Copies all texts side by side into `scratch` and notes where each ends. */
function gather({ bytes, view, offsets, first, step, count, skip }: TextColumn, ends: Int32Array): number {
  if (scratch.bytes.length < bytes.length) scratch.bytes = new Uint8Array(bytes.length);
  const target = scratch.bytes;
  let used = 0;
  for (let row = 0; row < count; row++) {
    const offset = offsets[first + row * step] ?? 0;
    const end = offset + view.getInt32(offset - 4);
    const start = offset + skip;
    if (end - start > longTextBytes) {
      target.set(bytes.subarray(start, end), used);
      used += end - start;
    } else for (let at = start; at < end; at++) target[used++] = bytes[at] ?? 0;
    ends[row] = used;
  }
  return used;
}

/**
 * Turns ends in bytes into ends in UTF-16 units; false where the bytes are no valid UTF-8, or a text begins with the
 * second half of another's character.
 */
function toUtf16Ends(ends: Int32Array, used: number, units: number): boolean {
  const bytes = scratch.bytes;
  let unit = 0;
  let at = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row] ?? 0;
    if (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) return false;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if ((byte & 0xc0) !== 0x80) unit += byte >= 0xf0 ? 2 : 1;
    }
    ends[row] = unit;
  }
  return at === used && unit === units;
}

function decodeOneByOne({ bytes, view, offsets, first, step, count, skip }: TextColumn): (string | null)[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    const offset = offsets[first + row * step] ?? 0;
    const length = view.getInt32(offset - 4);
    return length < 0 ? null : buffer.toString("utf8", offset + skip, offset + length);
  });
}
