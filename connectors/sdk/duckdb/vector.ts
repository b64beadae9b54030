import { fillRawIdTexts, rawIdTextBytes, type Utf8Column } from "@/connectors/sdk";
import type { Arena } from "./arena";

/** How many rows DuckDB moves at once; a vector holds no more. */
export const vectorSize = 2048;

/**
 * Up to 2,048 values of one column as DuckDB's vectors hold them, little-endian as every machine DuckDB runs on.
 *
 * - `fixed`: so many bytes for each value.
 * - `strings`: DuckDB's string_t, 16 bytes each: a length and up to 12 bytes inline, or a length, the first 4 bytes
 *   and an address. Here the address is an offset into `heap`, until the vector exists and has its own copy of it.
 *
 * A bit of `validity` is 0 where the value is null; without it no value is.
 */
export type Vector =
  | { layout: "fixed"; bytes: Uint8Array; validity: Uint8Array | null }
  | { layout: "strings"; entries: Int32Array; heap: Uint8Array | null; validity: Uint8Array | null };

export const maxInlineBytes = 12;
export const stringWords = 4;
const prefixBytes = 4;

/** Collects which values are null; nothing is allocated while none is. */
export class Validity {
  bits: Uint8Array | null = null;

  static allNull(): Uint8Array {
    return new Uint8Array(vectorSize / 8);
  }

  /** From a byte for each row, 0 where it is null. */
  static from(valid: Uint8Array | undefined, start: number, count: number): Validity {
    const validity = new Validity();
    if (!valid) return validity;
    for (let row = 0; row < count; row++) if (valid[start + row] === 0) validity.setNull(row);
    return validity;
  }

  setNull(row: number): void {
    this.bits ??= new Uint8Array(vectorSize / 8).fill(255);
    const byte = row >>> 3;
    this.bits[byte] = (this.bits[byte] ?? 0) & ~(1 << (row & 7));
  }

  isNull(row: number): boolean {
    return this.bits !== null && ((this.bits[row >>> 3] ?? 0) & (1 << (row & 7))) === 0;
  }
}

/** Writes a 64-bit integer as two words; numbers must be safe integers. */
export function putInt64(words: Int32Array, index: number, value: number | bigint): void {
  if (typeof value === "number") {
    words[index] = value;
    words[index + 1] = Math.floor(value / 0x1_0000_0000);
  } else {
    words[index] = Number(BigInt.asIntN(32, value));
    words[index + 1] = Number(BigInt.asIntN(32, value >> 32n));
  }
}

/** As `putInt64`, into four words. */
export function putInt128(words: Int32Array, index: number, value: number | bigint): void {
  putInt64(words, index, value);
  const above = typeof value === "number" ? (value < 0 ? -1n : 0n) : value >> 64n;
  putInt64(words, index + 2, above);
}

/** A vector of texts that are all null. */
export function noTexts(): Vector {
  return {
    layout: "strings",
    entries: new Int32Array(vectorSize * stringWords),
    heap: null,
    validity: Validity.allNull(),
  };
}

/** Texts of one vector, in UTF-8. Null where some have lone surrogates, which UTF-8 cannot hold. */
export function encodeTexts(texts: (string | null)[], validity: Validity, arena: Arena): Vector | null {
  return encodeAscii(texts, validity, arena) ?? encodeUnicode(texts, validity, arena);
}

/** Most texts are ASCII, whose characters are their bytes: short ones go straight into their entries. */
function encodeAscii(texts: (string | null)[], validity: Validity, arena: Arena): Vector | null {
  const entries = arena.takeWords(texts.length * stringWords).fill(0);
  let long = "";
  let seen = 0;
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row] ?? "";
    const { length } = text;
    const word = row * stringWords;
    entries[word] = length;
    const shown = length > maxInlineBytes ? prefixBytes : length;
    for (let at = 0; at < shown; at++) {
      const code = text.charCodeAt(at);
      seen |= code;
      const target = word + 1 + (at >> 2);
      entries[target] = (entries[target] ?? 0) | (code << ((at & 3) * 8));
    }
    if (length <= maxInlineBytes) continue;
    entries[word + 2] = long.length;
    long += text;
  }
  if (seen > 127 || Buffer.byteLength(long) !== long.length) return null;
  const heap = long === "" ? null : arena.takeBytes(long.length);
  if (heap) Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength).write(long, "latin1");
  return { layout: "strings", entries, heap, validity: validity.bits };
}

function encodeUnicode(texts: (string | null)[], validity: Validity, arena: Arena): Vector | null {
  const joined = texts.join("");
  const heap = arena.takeBytes(Buffer.byteLength(joined));
  Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength).write(joined, "utf8");
  const entries = new Entries(texts.length, heap, arena);
  for (const text of texts) entries.add(text === null ? 0 : Buffer.byteLength(text));
  return entries.areComplete && joined.isWellFormed() ? entries.toVector(validity) : null;
}

/** Some rows of such a column, with their bytes in the arena. */
export function copyUtf8(source: Utf8Column, start: number, rows: number, arena: Arena): Utf8Column {
  const offsets = source.offsets.subarray(start, start + rows + 1);
  const [first = 0] = offsets;
  const values = arena.takeBytes((offsets[rows] ?? 0) - first);
  values.set(source.values.subarray(first, first + values.length));
  const valid = source.valid?.subarray(start, start + rows);
  return {
    as: "utf8",
    values,
    offsets: offsets.map((offset) => offset - first),
    ...(valid ? { valid } : {}),
  };
}

/** A column that has its texts side by side already: their bytes stay as they are. */
export function adoptUtf8({ values, offsets, valid }: Utf8Column, arena: Arena): Vector {
  const rows = offsets.length - 1;
  const entries = new Entries(rows, values, arena);
  for (let row = 0; row < rows; row++) entries.add((offsets[row + 1] ?? 0) - (offsets[row] ?? 0));
  return entries.toVector(Validity.from(valid, 0, rows));
}

export function encodeBytes(values: (Uint8Array | null)[], validity: Validity, arena: Arena): Vector {
  const heap = arena.takeBytes(values.reduce((total, value) => total + (value?.byteLength ?? 0), 0));
  const entries = new Entries(values.length, heap, arena);
  for (const value of values) {
    if (value) heap.set(value, entries.offset);
    entries.add(value?.byteLength ?? 0);
  }
  return entries.toVector(validity);
}

/** A fresh raw id for each row. */
export function encodeRawIds(rows: number, arena: Arena): Vector {
  const heap = arena.takeBytes(rows * rawIdTextBytes);
  fillRawIdTexts(heap);
  const entries = arena.takeWords(rows * stringWords);
  const [prefix = 0] = new Int32Array(heap.buffer, heap.byteOffset, 1);
  for (let row = 0, word = 0; row < rows; row++, word += stringWords) {
    entries[word] = rawIdTextBytes;
    entries[word + 1] = prefix;
    entries[word + 2] = row * rawIdTextBytes;
    entries[word + 3] = 0;
  }
  return { layout: "strings", entries, heap, validity: null };
}

/** Entries for strings that lie one after the other in a heap. */
class Entries {
  /** Where the next string begins. */
  offset = 0;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private row = 0;
  private hasLong = false;

  constructor(
    rows: number,
    private readonly heap: Uint8Array,
    arena: Arena,
  ) {
    this.words = arena.takeWords(rows * stringWords).fill(0);
    this.bytes = new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength);
  }

  get areComplete(): boolean {
    return this.offset === this.heap.length;
  }

  add(length: number): void {
    const word = this.row++ * stringWords;
    const isLong = length > maxInlineBytes;
    this.words[word] = length;
    const target = word * 4 + 4;
    const shown = isLong ? prefixBytes : length;
    for (let byte = 0; byte < shown; byte++) this.bytes[target + byte] = this.heap[this.offset + byte] ?? 0;
    if (isLong) {
      this.words[word + 2] = this.offset;
      this.hasLong = true;
    }
    this.offset += length;
  }

  toVector(validity: Validity): Vector {
    const heap = this.hasLong ? this.heap : null;
    return { layout: "strings", entries: this.words, heap, validity: validity.bits };
  }
}
