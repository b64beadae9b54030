import type { Column, Utf8Column } from "../batch";
import { microsPerDay } from "../postgres/datetime";
import type { LogicalType } from "../values";
import { highHalf, lowHalf, type ByteBuffer } from "./byte-buffer";
import { quickScalar } from "./quick-scalars";
import type { AvroScalar } from "./record-plan";

/**
 * Writes the value of one row, or null, in Avro's binary form. False where it is not of the usual form: then nothing is
 * written, and what `compileNullable` makes of the value counts.
 */
export type PutAt = (row: number, out: ByteBuffer) => boolean;

const isNull = 0;
const isPresent = 2;
const zero = 0x30;
const dot = 0x2e;
const minus = 0x2d;
/** The years 0 to 9999, as days, and as the upper halves of microseconds that are in them for sure. */
const [firstDay, lastDay] = [-719_528, 2_932_896];
const firstHigh = Math.ceil((firstDay * microsPerDay) / 2 ** 32);
const lastHigh = Math.floor((lastDay * microsPerDay) / 2 ** 32) - 1;
/** Upper halves of numbers that a double holds exactly, whatever the lower one is. */
const exactHigh = 2 ** 20;
const highUnit = 2 ** 32;

type Typed<As extends Column["as"]> = Extract<Column, { as: As }>;

/** For a column in a form that needs no value for each row; null where each is better taken as one. */
export function quickColumn(column: Column, as: AvroScalar, type: LogicalType): PutAt | null {
  switch (column.as) {
    case "bool":
      return as === "boolean" ? bools(column) : null;
    case "int32":
      return as === "long" || as === "int" ? int32s(column) : null;
    case "int64":
      if (as === "int") return longs(column, (low, high) => high === low >> 31);
      return as === "long" ? longs(column, always) : null;
    case "float64":
      return as === "double" ? doubles(column) : null;
    case "decimal64":
      return as === "string" ? decimals(column) : null;
    case "date32":
      return as === "date" ? dates(column) : null;
    case "time64":
      return as === "time-micros" ? longs(column, isWithinDay) : null;
    case "micros64":
      return as === "timestamp-micros" ? longs(column, isWithinCalendar) : null;
    case "utf8":
      return as === "string" && (type.kind === "string" || type.kind === "uuid") ? utf8s(column) : null;
    case "text":
    case "bytes": {
      const quick = quickScalar(as, type);
      const { values } = column;
      return quick && ((row, out) => quick(values[row] ?? null, out));
    }
  }
}

function putNull(out: ByteBuffer): true {
  out.putByte(isNull);
  return true;
}

function bools({ values, valid }: Typed<"bool">): PutAt {
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    out.putByte(isPresent);
    out.putByte(values[row] === 0 ? 0 : 1);
    return true;
  };
}

function int32s({ values, valid }: Typed<"int32">): PutAt {
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    out.putByte(isPresent);
    out.putLong(values[row] ?? 0);
    return true;
  };
}

function doubles({ values, valid }: Typed<"float64">): PutAt {
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    out.putByte(isPresent);
    out.putDouble(values[row] ?? 0);
    return true;
  };
}

function dates({ values, valid }: Typed<"date32">): PutAt {
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    const days = values[row] ?? 0;
    if (days < firstDay || days > lastDay) return false;
    out.putByte(isPresent);
    out.putLong(days);
    return true;
  };
}

function always(): boolean {
  return true;
}

function isWithinDay(low: number, high: number): boolean {
  return high >= 0 && high * highUnit + (low >>> 0) < microsPerDay;
}

function isWithinCalendar(_low: number, high: number): boolean {
  return high >= firstHigh && high <= lastHigh;
}

/** Bigints are slow, so that none is made of 64 bits. */
function halvesOf({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length * 2);
}

/** Those that are in place as they are, by both halves. */
function longs(
  { values, valid }: Typed<"int64" | "time64" | "micros64">,
  isPlain: (low: number, high: number) => boolean,
): PutAt {
  const halves = halvesOf(values);
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    const [low, high] = [halves[row * 2 + lowHalf] ?? 0, halves[row * 2 + highHalf] ?? 0];
    if (!isPlain(low, high)) return false;
    out.putByte(isPresent);
    out.putHalves(low, high);
    return true;
  };
}

function decimals({ values, valid, scale }: Typed<"decimal64">): PutAt {
  const halves = halvesOf(values);
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    const high = halves[row * 2 + highHalf] ?? 0;
    if (high < -exactHigh || high >= exactHigh) return false;
    out.putByte(isPresent);
    putDigits(high * highUnit + ((halves[row * 2 + lowHalf] ?? 0) >>> 0), scale, out);
    return true;
  };
}

/** As text behind its length, at least one digit before the point; from the last digit to the first. */
function putDigits(unscaled: number, scale: number, out: ByteBuffer): void {
  const sign = unscaled < 0 ? 1 : 0;
  let rest = Math.abs(unscaled);
  const point = scale > 0 ? 1 : 0;
  const length = sign + point + Math.max(countDigits(rest), scale + 1);
  out.ensure(1 + length);
  const { bytes, used } = out;
  bytes[used] = length * 2;
  out.used = used + 1 + length;
  for (let at = used + length, left = scale; at > used + sign; at--, left--) {
    if (left === 0 && point === 1) bytes[at--] = dot;
    const next = Math.floor(rest / 10);
    bytes[at] = zero + rest - next * 10;
    rest = next;
  }
  if (sign === 1) bytes[used + 1] = minus;
}

function countDigits(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}

function utf8s({ values, offsets, valid }: Utf8Column): PutAt {
  const source = new DataView(values.buffer, values.byteOffset, values.byteLength);
  return (row, out) => {
    if (valid?.[row] === 0) return putNull(out);
    const start = offsets[row] ?? 0;
    out.putByte(isPresent);
    out.putUtf8(source, start, (offsets[row + 1] ?? start) - start);
    return true;
  };
}
