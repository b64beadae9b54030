import type { Column } from "../batch";
import type { LogicalType } from "../values";
import type { TupleBlock } from "./copy-out";
import { daysTo2000, infiniteDate, maxInt64, microsPerDay, minInt64, minusInfiniteDate } from "./datetime";
import { isTextType, readUuid, readZonedTime, shortestFloat32 } from "./decode-rows";
import { numericScale, numericText, numericUnscaled } from "./numeric";
import { copyTexts, decodeTexts } from "./texts";
import { type FieldIndex, indexFields, viewOf } from "./tuples";
import type { WireType } from "./wire-types";

export interface ColumnType {
  wire: WireType;
  logical: LogicalType;
}

/** Gives so many bytes with anything in them, at a place where numbers of 8 bytes may begin. */
export type Allocate = (bytes: number) => Uint8Array<ArrayBuffer>;

const onHeap: Allocate = (bytes) => new Uint8Array(bytes);

/**
 * The tuples of a block as columns, each decoded by a loop of its own. null where a value has no form in its column;
 * see decodeColumn. Such a block goes as rows.
 */
export function decodeColumns(block: TupleBlock, types: ColumnType[]): Column[] | null {
  const view = viewOf(block.bytes);
  const offsets = indexFields(view, block.count, types.length);
  const columns: Column[] = [];
  for (const [first, type] of types.entries()) {
    const field = { view, bytes: block.bytes, offsets, first, step: types.length, count: block.count };
    const column = decodeColumn(field, type);
    if (!column) return null;
    columns.push(column);
  }
  return columns;
}

/**
 * null where a value has no form in its column: NaN in a decimal of fixed scale, more decimals than that scale, or a
 * timestamp after the year 294246. Typed arrays lie in memory of `allocate`, with 0 where a row is null.
 */
export function decodeColumn(
  field: FieldIndex,
  { wire, logical }: ColumnType,
  allocate: Allocate = onHeap,
): Column | null {
  const { count, view } = field;
  if (isTextType(wire)) {
    const texts = { ...field, skip: wire === "jsonb" ? 1 : 0 };
    return copyTexts(texts, allocate) ?? { as: "text", values: decodeTexts(texts) };
  }
  switch (wire) {
    case "bool": {
      const values = allocate(count);
      return { as: "bool", values, ...fill(field, values, (row, at) => (values[row] = view.getUint8(at))) };
    }
    case "int2":
    case "int4":
      return decodeInt32(field, wire, allocate);
    case "int8":
      return { as: "int64", ...decodeInt64(field, allocate) };
    case "float4":
    case "float8":
      return decodeFloat64(field, wire, allocate);
    case "numeric":
      return decodeNumeric(field, logical, allocate);
    case "date":
      return decodeDate(field, allocate);
    case "time":
      return { as: "time64", ...decodeInt64(field, allocate) };
    case "timestamp":
    case "timestamptz":
      return decodeMicros(field, allocate);
    case "timetz":
      return { as: "text", values: mapField(field, (at) => readZonedTime(view, at)) };
    case "uuid":
      return { as: "text", values: mapField(field, (at) => readUuid(view, at)) };
    case "bytea":
      return {
        as: "bytes",
        values: mapField(field, (at) => field.bytes.slice(at, at + view.getInt32(at - 4))),
      };
  }
}

/** Calls `put` for every row that is not null and clears the others in `memory`; `valid` only where there are such. */
function fill(
  field: FieldIndex,
  memory: Uint8Array,
  put: (row: number, at: number) => void,
): { valid?: Uint8Array } {
  const { view, offsets, first, step, count } = field;
  let valid: Uint8Array | undefined;
  for (let row = 0; row < count; row++) {
    const at = offsets[first + row * step] ?? 0;
    if (view.getInt32(at - 4) >= 0) put(row, at);
    else {
      valid ??= new Uint8Array(count).fill(1);
      valid[row] = 0;
      const width = memory.length / count;
      memory.fill(0, row * width, (row + 1) * width);
    }
  }
  return valid ? { valid } : {};
}

function mapField<Item>(field: FieldIndex, read: (at: number) => Item): (Item | null)[] {
  const values = new Array<Item | null>(field.count).fill(null);
  fill(field, new Uint8Array(0), (row, at) => (values[row] = read(at)));
  return values;
}

/** Writes a 64-bit integer without making a bigint of it. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function putHalves(halves: Int32Array, row: number, high: number, low: number): void {
  halves[2 * row + (isLittleEndian ? 1 : 0)] = high;
  halves[2 * row + (isLittleEndian ? 0 : 1)] = low;
}

function putNumber(halves: Int32Array, row: number, value: number): void {
  putHalves(halves, row, Math.floor(value / 0x1_0000_0000), value | 0);
}

/** Memory for a 64-bit integer in each row, as such and as halves. */
function wideMemory(count: number, allocate: Allocate) {
  const memory = allocate(count * 8);
  const { buffer, byteOffset } = memory;
  return {
    memory,
    values: new BigInt64Array(buffer, byteOffset, count),
    halves: new Int32Array(buffer, byteOffset, count * 2),
  };
}

function decodeInt32(field: FieldIndex, wire: "int2" | "int4", allocate: Allocate): Column {
  const { view, count } = field;
  const memory = allocate(count * 4);
  const values = new Int32Array(memory.buffer, memory.byteOffset, count);
  const valid =
    wire === "int2"
      ? fill(field, memory, (row, at) => (values[row] = view.getInt16(at)))
      : fill(field, memory, (row, at) => (values[row] = view.getInt32(at)));
  return { as: "int32", values, ...valid };
}

function decodeInt64(field: FieldIndex, allocate: Allocate): { values: BigInt64Array; valid?: Uint8Array } {
  const { view, count } = field;
  const { memory, values, halves } = wideMemory(count, allocate);
  const valid = fill(field, memory, (row, at) =>
    putHalves(halves, row, view.getInt32(at), view.getInt32(at + 4)),
  );
  return { values, ...valid };
}

function decodeFloat64(field: FieldIndex, wire: "float4" | "float8", allocate: Allocate): Column {
  const { view, count } = field;
  const memory = allocate(count * 8);
  const values = new Float64Array(memory.buffer, memory.byteOffset, count);
  const valid =
    wire === "float4"
      ? fill(field, memory, (row, at) => (values[row] = shortestFloat32(view.getFloat32(at))))
      : fill(field, memory, (row, at) => (values[row] = view.getFloat64(at)));
  return { as: "float64", values, ...valid };
}

function decodeNumeric(field: FieldIndex, logical: LogicalType, allocate: Allocate): Column | null {
  const { view } = field;
  const fits = logical.kind === "decimal" && logical.precision !== undefined && logical.precision <= 18;
  if (!fits || logical.scale === undefined) {
    return { as: "text", values: mapField(field, (at) => numericText(view, at)) };
  }
  const { scale } = logical;
  const { memory, values, halves } = wideMemory(field.count, allocate);
  let hasForm = true;
  const valid = fill(field, memory, (row, at) => {
    const unscaled = numericScale(view, at) <= scale ? numericUnscaled(view, at, scale) : null;
    if (typeof unscaled === "number") putNumber(halves, row, unscaled);
    else if (unscaled === null) hasForm = false;
    else values[row] = unscaled;
  });
  return hasForm ? { as: "decimal64", values, scale, ...valid } : null;
}

function decodeDate(field: FieldIndex, allocate: Allocate): Column {
  const { view, count } = field;
  const memory = allocate(count * 4);
  const values = new Int32Array(memory.buffer, memory.byteOffset, count);
  const valid = fill(field, memory, (row, at) => {
    const days = view.getInt32(at);
    if (days === infiniteDate) values[row] = 0x7fff_ffff;
    else values[row] = days === minusInfiniteDate ? -0x7fff_ffff : days + daysTo2000;
  });
  return { as: "date32", values, ...valid };
}

const microsTo2000 = daysTo2000 * microsPerDay;
const lastMicros = maxInt64 - 1n - BigInt(microsTo2000);

function decodeMicros(field: FieldIndex, allocate: Allocate): Column | null {
  const { view } = field;
  const { memory, values, halves } = wideMemory(field.count, allocate);
  let hasForm = true;
  const valid = fill(field, memory, (row, at) => {
    const quick = view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
    const sinceEpoch = quick + microsTo2000;
    if (Number.isSafeInteger(sinceEpoch)) return putNumber(halves, row, sinceEpoch);
    const exact = view.getBigInt64(at);
    if (exact === maxInt64) values[row] = maxInt64;
    else if (exact === minInt64) values[row] = -maxInt64;
    else if (exact > lastMicros) hasForm = false;
    else values[row] = exact + BigInt(microsTo2000);
  });
  return hasForm ? { as: "micros64", values, ...valid } : null;
}
