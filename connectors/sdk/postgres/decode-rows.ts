import type { Value } from "../values";
import type { TupleBlock } from "./copy-out";
import { dateText, smallInt64, timestampText, timeText, zoneText } from "./datetime";
import { numericText } from "./numeric";
import { decodeTexts } from "./texts";
import { type FieldIndex, indexFields, viewOf } from "./tuples";
import type { WireType } from "./wire-types";

type ReadValue = (view: DataView, offset: number, length: number) => Value;

/** The tuples of a block as rows, in the forms of values.ts. `types` are those of the fields, in order. */
export function decodeRows(block: TupleBlock, types: WireType[]): Value[][] {
  const { bytes, count } = block;
  const view = viewOf(bytes);
  const step = types.length;
  const offsets = indexFields(view, count, step);
  const readField = types.map((type, first) => readerOf({ bytes, view, offsets, first, step, count }, type));
  const rows = new Array<Value[]>(count);
  for (let row = 0; row < count; row++) {
    const values = new Array<Value>(step);
    for (let field = 0; field < step; field++) {
      const at = offsets[row * step + field] ?? 0;
      const length = view.getInt32(at - 4);
      values[field] = length < 0 ? null : (readField[field]?.(row, at, length) ?? null);
    }
    rows[row] = values;
  }
  return rows;
}

/** One field of some tuples, in the forms of values.ts. */
export function decodeValues(field: FieldIndex, type: WireType): Value[] {
  const { view, offsets, first, step, count } = field;
  const read = readerOf(field, type);
  return Array.from({ length: count }, (_, row) => {
    const at = offsets[first + row * step] ?? 0;
    const length = view.getInt32(at - 4);
    return length < 0 ? null : read(row, at, length);
  });
}

function readerOf(field: FieldIndex, type: WireType): (row: number, at: number, length: number) => Value {
  if (!isTextType(type)) return (_row, at, length) => readValue(type, field.view, at, length);
  const texts = decodeTexts({ ...field, skip: type === "jsonb" ? 1 : 0 });
  return (row) => texts[row] ?? null;
}

type TextType = "text" | "varchar" | "bpchar" | "json" | "jsonb";

export function isTextType(type: WireType): type is TextType {
  return type === "text" || type === "varchar" || type === "bpchar" || type === "json" || type === "jsonb";
}

/** A value that is no text, by its bytes. */
export function readValue(
  type: Exclude<WireType, TextType>,
  view: DataView,
  offset: number,
  length: number,
): Value {
  return readers[type](view, offset, length);
}

const readers: Record<Exclude<WireType, TextType>, ReadValue> = {
  bool: (view, offset) => view.getUint8(offset) !== 0,
  int2: (view, offset) => view.getInt16(offset),
  int4: (view, offset) => view.getInt32(offset),
  int8: readInt64,
  float4: (view, offset) => shortestFloat32(view.getFloat32(offset)),
  float8: (view, offset) => view.getFloat64(offset),
  numeric: (view, offset) => numericText(view, offset),
  bytea: (view, offset, length) => new Uint8Array(view.buffer, view.byteOffset + offset, length).slice(),
  date: (view, offset) => dateText(view.getInt32(offset)),
  time: (view, offset) => timeText(smallInt64(view, offset)),
  timetz: readZonedTime,
  timestamp: (view, offset) => timestampText(view, offset),
  timestamptz: readInstant,
  uuid: readUuid,
};

/** A number where it is exact, otherwise a bigint. */
export function readInt64(view: DataView, offset: number): number | bigint {
  const quick = view.getInt32(offset) * 0x1_0000_0000 + view.getUint32(offset + 4);
  return Number.isSafeInteger(quick) ? quick : view.getBigInt64(offset);
}

/** Below it, fewer than six digits may be all there is to a 32-bit number. */
const smallestNormal = 2 ** -126;

/** The number that is written with the fewest digits among those that mean this 32-bit one: 0.1, not 0.10000000149. */
export function shortestFloat32(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size < 2 ** 24 && Number.isInteger(value))) return value;
  for (let digits = size < smallestNormal ? 1 : 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

export function readZonedTime(view: DataView, offset: number): string {
  return timeText(smallInt64(view, offset)) + zoneText(-view.getInt32(offset + 8) || 0);
}

function readInstant(view: DataView, offset: number): string {
  const text = timestampText(view, offset);
  return text.endsWith("infinity") ? text : `${text}Z`;
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function readUuid(view: DataView, offset: number): string {
  let text = "";
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += "-";
    text += hexPairs[view.getUint8(offset + index)] ?? "";
  }
  return text;
}
