import type { CopyBuffer } from "./copy-buffer";

/** A CopyData message: this code, a 32-bit length that counts itself, and, where the server sends it, one tuple. */
export const copyData = 0x64;
export const headerLength = 5;

/**
 * The frame of PostgreSQL's binary COPY: a header (an 11-byte signature, 32 bits of flags, a 32-bit length of an
 * extension and the extension), tuples (a 16-bit field count, then per field a 32-bit length and the bytes; length -1
 * is null), and a trailer (field count -1). All numbers are big-endian.
 */
const signature = Uint8Array.of(0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00);
const fixedHeaderBytes = signature.length + 8;

/** The length of the header at `start`. */
export function readHeader(bytes: Uint8Array, start: number, end: number): number {
  const isHeader =
    end - start >= fixedHeaderBytes && signature.every((byte, index) => bytes[start + index] === byte);
  if (!isHeader)
    throw new Error("The server's answer to COPY … (FORMAT binary) is not in the binary format.");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return fixedHeaderBytes + view.getInt32(start + signature.length + 4);
}

export function writeHeader(target: CopyBuffer): void {
  target.ensure(fixedHeaderBytes);
  target.bytes.set(signature, target.used);
  target.bytes.fill(0, target.used + signature.length, target.used + fixedHeaderBytes);
  target.used += fixedHeaderBytes;
}

export function writeTrailer(target: CopyBuffer): void {
  target.ensure(2);
  target.view.setInt16(target.used, -1);
  target.used += 2;
}

export function isTrailer(bytes: Uint8Array, start: number, length: number): boolean {
  return length === 2 && bytes[start] === 0xff && bytes[start + 1] === 0xff;
}

/** Where the message that begins at `start` ends. */
export function messageEnd(view: DataView, start: number): number {
  return start + 1 + view.getUint32(start + 1);
}

export function countMessages(view: DataView): number {
  let count = 0;
  for (let offset = 0; offset < view.byteLength; offset = messageEnd(view, offset)) count++;
  return count;
}

/**
 * Where every field of every message's tuple lies: `[row * fields + field]` is the offset of its bytes, and the 32 bits before
 * it hold its length, -1 where it is null.
 */
export function indexFields(view: DataView, count: number, fields: number): Int32Array {
  const offsets = new Int32Array(count * fields);
  indexTuples(view, 0, { fields, offsets, count });
  return offsets;
}

/**
 * The same for the tuples from `start` on, up to `count` of them, into `offsets`. Gives how many there were and where
 * the last one ends.
 */
export function indexTuples(
  view: DataView,
  start: number,
  { fields, offsets, count }: { fields: number; offsets: Int32Array; count: number },
): { count: number; end: number } {
  const end = view.byteLength;
  let offset = start;
  let index = 0;
  let row = 0;
  for (; row < count && offset < end; row++) {
    offset += headerLength;
    if (view.getInt16(offset) !== fields)
      throw new Error(`A tuple has ${view.getInt16(offset)} fields where ${fields} were expected.`);
    offset += 2;
    for (let field = 0; field < fields; field++) {
      const length = view.getInt32(offset);
      offset += 4;
      offsets[index++] = offset;
      if (length > 0) offset += length;
    }
  }
  return { count: row, end: offset };
}

/** Where the message of a tuple begins whose first field's bytes lie at `firstField`. */
export function tupleStart(firstField: number): number {
  return firstField - 4 - 2 - headerLength;
}

/** One field of some tuples: that of row r lies at `offsets[first + r * step]`; see indexFields. */
export interface FieldIndex {
  view: DataView;
  bytes: Uint8Array;
  offsets: Int32Array;
  first: number;
  step: number;
  count: number;
}

/** A plain view of `bytes`: a Buffer's own methods for slices are several times slower. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
