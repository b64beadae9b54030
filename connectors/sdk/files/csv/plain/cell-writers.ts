import type { CopyBuffer } from "../../../postgres/copy-buffer";
import { copyBytes } from "../../../postgres/copy-bytes";
import { parseDate, parseTimestamp } from "../../../postgres/datetime";
import { encodeNumeric, putUnscaled } from "../../../postgres/numeric";
import type { WireType } from "../../../postgres/wire-types";
import type { LogicalType, Value } from "../../../values";
import { isExactNumber } from "../../values";
import { cellReader, withoutSpaces } from "../cells";
import {
  isPlainDecimal,
  placesOf,
  readPlainDays,
  readPlainInteger,
  readPlainMicros,
  readUnscaled,
} from "./plain-values";

/** A block of the file. */
export interface CellBytes {
  bytes: Buffer;
  view: DataView;
  /** No more is written of the row that is at hand, but for values that are longer in binary than as text. */
  rowBytes: number;
}

/**
 * Writes the binary form of the cell in [from, to), without its length, at the end of `out`, which has room for the
 * row. False where the value does not fit the type, or is not kept to the last
 * digit: what is to be said of it is up to the converter of texts.
 */
export type CellWriter = (source: CellBytes, from: number, to: number, out: CopyBuffer) => boolean;

/** No binary form of a value takes more than this and the bytes of its text, unless it is written with an exponent. */
export const maxFixedBytes = 16;

/** The type that frames have for a field of a CSV file. */
export function wireTypeOf(type: LogicalType): WireType {
  switch (type.kind) {
    case "boolean":
      return "bool";
    case "integer":
      return "int8";
    case "number":
      return "float8";
    case "decimal":
      return "numeric";
    case "date":
      return "date";
    case "timestamp":
      return type.zoned ? "timestamptz" : "timestamp";
    case "array":
      return "jsonb";
    default:
      return "varchar";
  }
}

export function cellWriter(type: LogicalType): CellWriter {
  const slow = valueWriter(type);
  switch (type.kind) {
    case "string":
      return writeText;
    case "integer":
      return (source, from, to, out) => writeInteger(source, from, to, out) || slow(source, from, to, out);
    case "number":
      return (source, from, to, out) => writeNumber(source, from, to, out) || slow(source, from, to, out);
    case "decimal":
      return (source, from, to, out) => writeDecimal(source, from, to, out) || slow(source, from, to, out);
    case "date":
      return (source, from, to, out) => writeDate(source, from, to, out) || slow(source, from, to, out);
    case "timestamp": {
      const { zoned } = type;
      return (source, from, to, out) => {
        const micros = readPlainMicros(source.bytes, from, to, zoned);
        return Number.isNaN(micros) ? slow(source, from, to, out) : putInt64(out, micros);
      };
    }
    default:
      return slow;
  }
}

function writeText({ view }: CellBytes, from: number, to: number, out: CopyBuffer): boolean {
  copyBytes(view, from, to, out.view, out.used);
  out.used += to - from;
  return true;
}

function writeInteger({ bytes }: CellBytes, from: number, to: number, out: CopyBuffer): boolean {
  const value = readPlainInteger(bytes, from, to);
  return !Number.isNaN(value) && putInt64(out, value);
}

const maxQuickDigits = 12;

function writeDecimal({ bytes }: CellBytes, from: number, to: number, out: CopyBuffer): boolean {
  if (to - from > maxQuickDigits || !isPlainDecimal(bytes, from, to)) return false;
  const unscaled = readUnscaled(bytes, from, to);
  if (Object.is(unscaled, -0)) return false;
  out.used += putUnscaled(unscaled, placesOf(bytes, from, to), out.view, out.used);
  return true;
}

/** Of at most 15 digits; the quotient of two numbers that are exact is the double that the text stands for. */
function writeNumber({ bytes }: CellBytes, from: number, to: number, out: CopyBuffer): boolean {
  if (!isPlainDecimal(bytes, from, to)) return false;
  out.view.setFloat64(out.used, readUnscaled(bytes, from, to) / 10 ** placesOf(bytes, from, to));
  out.used += 8;
  return true;
}

function writeDate({ bytes }: CellBytes, from: number, to: number, out: CopyBuffer): boolean {
  const days = readPlainDays(bytes, from, to);
  if (Number.isNaN(days)) return false;
  out.view.setInt32(out.used, days);
  out.used += 4;
  return true;
}

function putInt64(out: CopyBuffer, value: number): true {
  out.view.setInt32(out.used, Math.floor(value / 0x1_0000_0000));
  out.view.setUint32(out.used + 4, value >>> 0);
  out.used += 8;
  return true;
}

/** By way of the value itself, as text is read. */
function valueWriter(type: LogicalType): CellWriter {
  const read = cellReader(type);
  const write = writerOf(type);
  return ({ bytes, rowBytes }, from, to, out) => {
    const text = withoutSpaces(bytes.toString("utf8", from, to));
    const value = read(text);
    if (value === undefined || value === null) return false;
    return write(value, out, { text, rowBytes });
  };
}

type WriteValue = (
  value: Exclude<Value, null>,
  out: CopyBuffer,
  cell: { text: string; rowBytes: number },
) => boolean;

function writerOf({ kind }: LogicalType): WriteValue {
  switch (kind) {
    case "boolean":
      return (value, out) => {
        out.bytes[out.used++] = value === true ? 1 : 0;
        return true;
      };
    case "integer":
      return (value, out) => {
        out.view.setBigInt64(out.used, BigInt(value as number | bigint));
        out.used += 8;
        return true;
      };
    case "number":
      return (value, out, { text }) => {
        out.view.setFloat64(out.used, Number(value));
        out.used += 8;
        return isExactNumber(text);
      };
    case "decimal":
      return (value, out, { rowBytes }) => putDecimal(out, String(value), rowBytes);
    case "date":
      return (value, out) => {
        const days = parseDate(String(value));
        if (days !== null) out.view.setInt32(out.used, days);
        out.used += 4;
        return days !== null;
      };
    case "timestamp":
      return (value, out) => {
        const micros = parseTimestamp(String(value));
        if (micros !== null) out.view.setBigInt64(out.used, BigInt(micros));
        out.used += 8;
        return micros !== null;
      };
    default:
      return () => false;
  }
}

function putDecimal(out: CopyBuffer, decimal: string, rowBytes: number): boolean {
  const bytes = isMinusZero(decimal) ? null : encodeNumeric(decimal);
  if (bytes === null) return false;
  out.ensure(bytes.length + rowBytes);
  out.bytes.set(bytes, out.used);
  out.used += bytes.length;
  return true;
}

/** numeric knows no such number. */
function isMinusZero(decimal: string): boolean {
  return /^-[0.]+$/.test(decimal);
}
