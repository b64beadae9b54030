import type { Encoding, PgCopyBinaryBatch, StreamPlan } from "@/connectors/sdk";
import { decodeColumn } from "@/connectors/sdk/postgres/decode-columns";
import { decodeValues, isTextType } from "@/connectors/sdk/postgres/decode-rows";
import { indexTuples, viewOf, type FieldIndex } from "@/connectors/sdk/postgres/tuples";
import { isWireType, type WireType } from "@/connectors/sdk/postgres/wire-types";
import type { Arena } from "./arena";
import { adoptColumn } from "./columns";
import { encodeValues, type EncodedColumn, type Target } from "./encode";
import { maxInlineBytes, stringWords, Validity, vectorSize, type Vector } from "./vector";

/** Rows of a batch, no more than a vector holds, with where their fields lie. */
export interface TupleWindow {
  rows: number;
  field(index: number): FieldIndex;
}

/** The types of the stream's fields in frames; null where one of them has no form there. */
export function wireTypesOf({ stream }: StreamPlan): WireType[] | null {
  const types = stream.fields.map(({ native }) => native).filter(isWireType);
  return types.length === stream.fields.length ? types : null;
}

/** Cheapest first. Frames only where all of the stream's fields have a form in them. */
export function encodingsOf(plan: StreamPlan): Encoding[] {
  if (plan.normalization === "raw") return [];
  return wireTypesOf(plan) ? ["pg-copy-binary", "columns"] : ["columns"];
}

/** All rows of a batch, part by part, each at most `room()` rows; a window is over when the next one is asked for. */
export function* tupleWindows(
  batch: PgCopyBinaryBatch,
  fields: number,
  room = () => Infinity,
): Generator<TupleWindow> {
  // Parts of the same size: a vector that is nearly empty costs as much as a full one.
  const parts = Math.max(1, Math.ceil(batch.count / vectorSize));
  const maxRows = Math.ceil(batch.count / parts);
  const offsets = new Int32Array(maxRows * fields);
  let rows = 0;
  for (const bytes of batch.chunks) {
    const view = viewOf(bytes);
    for (let start = 0; start < bytes.length;) {
      const { count, end } = indexTuples(view, start, {
        fields,
        offsets,
        count: Math.min(maxRows, room()),
      });
      yield { rows: count, field: (first) => ({ view, bytes, offsets, first, step: fields, count }) };
      start = end;
      rows += count;
    }
  }
  if (rows !== batch.count) throw new Error(`A batch of ${batch.count} rows has ${rows} tuples.`);
}

/** A field of all rows of a window, straight from the frames where their form and DuckDB's are close. */
export function encodeField(
  column: EncodedColumn,
  wire: WireType,
  field: FieldIndex,
  target: Target,
): Vector {
  const { type } = column;
  if (column.slot.type === "UUID" && wire === "uuid") return encodeUuids(field, target.arena);
  if (column.slot.type === "VARCHAR" && isTextType(wire) && wire !== "jsonb") {
    const vector = encodeAscii(field, target.arena);
    if (vector) return vector;
  }
  const decoded = decodeColumn(field, { wire, logical: type }, (bytes) => target.arena.takeBytes(bytes));
  if (decoded) return adoptColumn(column, decoded, target);
  return encodeValues(column, decodeValues(field, wire), target);
}

/** Their bytes from first to last make the words from last to first, and the topmost bit is turned. */
function encodeUuids({ view, offsets, first, step, count }: FieldIndex, arena: Arena): Vector {
  const words = arena.takeWords(count * 4);
  const validity = new Validity();
  for (let row = 0; row < count; row++) {
    const at = offsets[first + row * step] ?? 0;
    if (view.getInt32(at - 4) < 0) {
      words.fill(0, row * 4, row * 4 + 4);
      validity.setNull(row);
      continue;
    }
    words[row * 4] = view.getInt32(at + 12);
    words[row * 4 + 1] = view.getInt32(at + 8);
    words[row * 4 + 2] = view.getInt32(at + 4);
    words[row * 4 + 3] = view.getInt32(at) ^ 0x8000_0000;
  }
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  return { layout: "fixed", bytes, validity: validity.bits };
}

/** In every byte the bit that no ASCII character has. */
const beyondAscii = 0x8080_8080 | 0;

/** Texts of a field in one pass over their bytes; null where some are not ASCII, whose form must be looked at. */
function encodeAscii(field: FieldIndex, arena: Arena): Vector | null {
  const { view, offsets, first, step, count } = field;
  const entries = arena.takeWords(count * stringWords).fill(0);
  const heap = arena.takeWords(heapWords(field));
  const validity = new Validity();
  let used = 0;
  for (let row = 0, word = 0; row < count; row++, word += stringWords) {
    const at = offsets[first + row * step] ?? 0;
    const length = view.getInt32(at - 4);
    if (length < 0) {
      validity.setNull(row);
      continue;
    }
    const isLong = length > maxInlineBytes;
    const seen = isLong
      ? putText(view, at, length, { words: heap, index: used })
      : putText(view, at, length, { words: entries, index: word + 1 });
    if (seen & beyondAscii) return null;
    entries[word] = length;
    if (!isLong) continue;
    entries[word + 1] = heap[used] ?? 0;
    entries[word + 2] = used * 4;
    used += Math.ceil(length / 4);
  }
  const bytes = used === 0 ? null : new Uint8Array(heap.buffer, heap.byteOffset, used * 4);
  return { layout: "strings", entries, heap: bytes, validity: validity.bits };
}

/** What the texts that do not fit into their entries take, each beginning at a word. */
function heapWords({ view, offsets, first, step, count }: FieldIndex): number {
  let words = 0;
  for (let row = 0; row < count; row++) {
    const length = view.getInt32((offsets[first + row * step] ?? 0) - 4);
    if (length > maxInlineBytes) words += (length + 3) >> 2;
  }
  return words;
}

/** Copies a text to whole words, the last one filled up with zeros. Gives all its bytes in one, or-ed. */
function putText(
  view: DataView,
  at: number,
  length: number,
  { words, index }: { words: Int32Array; index: number },
): number {
  const end = at + length;
  let seen = 0;
  let read = at;
  let target = index;
  for (; read + 4 <= end; read += 4) {
    const four = view.getInt32(read, true);
    seen |= four;
    words[target++] = four;
  }
  if (read === end) return seen;
  let rest = view.getUint8(read);
  if (read + 1 < end) rest |= view.getUint8(read + 1) << 8;
  if (read + 2 < end) rest |= view.getUint8(read + 2) << 16;
  words[target] = rest;
  return seen | rest;
}
