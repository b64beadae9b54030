import { jsonText, type LogicalType, type Value } from "@/connectors/sdk";
import type { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { parseDate, parseTime, parseTimestamp } from "@/connectors/sdk/postgres/datetime";
import { encodeNumeric, putShortNumeric } from "@/connectors/sdk/postgres/numeric";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { fitJson } from "./json-text";

/** What had to be done to a value; the words are Airbyte's. */
export type Misfit = keyof typeof misfits;

export const misfits = {
  /** The column's type has no form for it. */
  unfit: { change: "NULLED", reason: "DESTINATION_SERIALIZATION_ERROR" },
  /** Half a surrogate pair became U+FFFD. */
  mended: { change: "TRUNCATED", reason: "DESTINATION_SERIALIZATION_ERROR" },
  /** Longer than a field can be. */
  tooLong: { change: "NULLED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" },
} as const;

/** The largest text or document that jsonb, COPY and this process can hold together. */
export const maxFieldBytes = 0x0fff_ffff;

/** Writes the field's length and bytes, or a null where the value does not fit; says so then. */
export type Encode = (value: Value, out: CopyBuffer) => Misfit | null;

/** `column` is the type that the table's column has, which may be wider than the field's own. */
export function encoderFor(type: LogicalType, column: WireType): Encode {
  switch (column) {
    case "varchar":
    case "text":
    case "bpchar":
      return type.kind === "string" ? encodeText : (value, out) => encodeText(plainText(type, value), out);
    case "json":
    case "jsonb":
      return (value, out) => encodeJson(value, out, column === "jsonb");
    case "bool":
      return (value, out) => (typeof value === "boolean" ? putByte(out, value ? 1 : 0) : unfit(value, out));
    case "int2":
      return (value, out) => encodeInteger(value, out, 2);
    case "int4":
      return (value, out) => encodeInteger(value, out, 4);
    case "int8":
      return (value, out) => encodeInteger(value, out, 8);
    case "float4":
    case "float8":
      return (value, out) => encodeFloat(value, out, column);
    case "numeric":
      return encodeDecimal;
    case "date":
      return encodeDate;
    case "time":
    case "timetz":
      return (value, out) => encodeTime(value, out, column === "timetz");
    case "timestamp":
    case "timestamptz":
      return encodeTimestamp;
    case "bytea":
      return (value, out) => (value instanceof Uint8Array ? putBytes(out, value) : unfit(value, out));
    case "uuid":
      return encodeUuid;
  }
}

export function putNull(out: CopyBuffer): void {
  out.ensure(4);
  out.view.setInt32(out.used, -1);
  out.used += 4;
}

/** Also for values of a kind that the field does not have. */
function unfit(value: Value, out: CopyBuffer): Misfit | null {
  putNull(out);
  return value === null ? null : "unfit";
}

function putLength(out: CopyBuffer, length: number): void {
  out.ensure(4 + length);
  out.view.setInt32(out.used, length);
  out.used += 4;
}

function putByte(out: CopyBuffer, byte: number): null {
  putLength(out, 1);
  out.bytes[out.used++] = byte;
  return null;
}

export function putBytes(out: CopyBuffer, bytes: Uint8Array): Misfit | null {
  if (bytes.length > maxFieldBytes) {
    putNull(out);
    return "tooLong";
  }
  putLength(out, bytes.length);
  out.bytes.set(bytes, out.used);
  out.used += bytes.length;
  return null;
}

/** Text for a column that once had another type: the value's own form. */
function plainText(type: LogicalType, value: Value): Value {
  if (value === null || typeof value === "string") return value;
  return value instanceof Uint8Array ? jsonText(type, value) : String(value);
}

function encodeText(value: Value, out: CopyBuffer): Misfit | null {
  if (typeof value !== "string") return unfit(value, out);
  if (value.length <= shortText && putShortAscii(out, value)) return null;
  if (value.includes("\0")) return unfit(value, out);
  if (isTooLong(value)) {
    putNull(out);
    return "tooLong";
  }
  putUtf8(out, value, -1);
  return value.isWellFormed() ? null : "mended";
}

/** Up to here a loop is faster than a call into the encoder. */
const shortText = 48;

/** Writes nothing where the text has other characters than plain ones, or U+0000. */
function putShortAscii(out: CopyBuffer, text: string): boolean {
  out.ensure(4 + shortText);
  const { bytes } = out;
  const start = out.used + 4;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f || code === 0) return false;
    bytes[start + index] = code;
  }
  out.view.setInt32(out.used, text.length);
  out.used = start + text.length;
  return true;
}

function isTooLong(text: string): boolean {
  return text.length * 3 > maxFieldBytes && Buffer.byteLength(text) > maxFieldBytes;
}

/** `version` goes in front of the text, where it is not negative. Half a surrogate pair is written as U+FFFD. */
export function putUtf8(out: CopyBuffer, text: string, version: number): void {
  out.ensure(5 + (text.length > longText ? Buffer.byteLength(text) : text.length * 3));
  const start = out.used;
  out.used += 4;
  if (version >= 0) out.bytes[out.used++] = version;
  out.used += out.buffer.write(text, out.used, "utf8");
  out.view.setInt32(start, out.used - start - 4);
}

/** From here on it is worth to measure a text before making room for it. */
const longText = 64 * 1024;

function encodeJson(value: Value, out: CopyBuffer, isJsonb: boolean): Misfit | null {
  if (typeof value !== "string") return unfit(value, out);
  if (isTooLong(value)) {
    putNull(out);
    return "tooLong";
  }
  const fit = fitJson(value);
  if (!fit) return unfit(value, out);
  putUtf8(out, fit.text, isJsonb ? 1 : -1);
  return fit.mended ? "mended" : null;
}

function encodeInteger(value: Value, out: CopyBuffer, size: 2 | 4 | 8): Misfit | null {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    const limit = 2 ** (8 * size - 1);
    if (value < -limit || value >= limit) return unfit(value, out);
    putLength(out, size);
    if (size === 2) out.view.setInt16(out.used, value);
    else if (size === 4) out.view.setInt32(out.used, value);
    else putInt64(out, value);
  } else if (typeof value === "bigint" && BigInt.asIntN(8 * size, value) === value) {
    putLength(out, size);
    if (size === 8) out.view.setBigInt64(out.used, value);
    else if (size === 4) out.view.setInt32(out.used, Number(value));
    else out.view.setInt16(out.used, Number(value));
  } else return unfit(value, out);
  out.used += size;
  return null;
}

/** A safe integer as 64 bits, at the end of `out`; does not move it. */
export function putInt64(out: CopyBuffer, value: number): void {
  out.view.setInt32(out.used, Math.floor(value / 0x1_0000_0000));
  out.view.setUint32(out.used + 4, value >>> 0);
}

const maxFloat32 = 3.4028235677973366e38; // from here on rounding gives infinity

function encodeFloat(value: Value, out: CopyBuffer, column: "float4" | "float8"): Misfit | null {
  if (typeof value !== "number") return unfit(value, out);
  if (column === "float4") {
    if (Number.isFinite(value) && Math.abs(value) >= maxFloat32) return unfit(value, out);
    putLength(out, 4);
    out.view.setFloat32(out.used, value);
    out.used += 4;
  } else {
    putLength(out, 8);
    out.view.setFloat64(out.used, value);
    out.used += 8;
  }
  return null;
}

function encodeDecimal(value: Value, out: CopyBuffer): Misfit | null {
  if (value === null || typeof value === "boolean" || value instanceof Uint8Array) return unfit(value, out);
  const text = String(value);
  out.ensure(4 + 16);
  const length = putShortNumeric(text, out.view, out.used + 4);
  if (length > 0) {
    out.view.setInt32(out.used, length);
    out.used += 4 + length;
    return null;
  }
  const bytes = encodeNumeric(text);
  return bytes ? putBytes(out, bytes) : unfit(value, out);
}

function encodeDate(value: Value, out: CopyBuffer): Misfit | null {
  const days = typeof value === "string" ? parseDate(value) : null;
  if (days === null) return unfit(value, out);
  putLength(out, 4);
  out.view.setInt32(out.used, days);
  out.used += 4;
  return null;
}

function encodeTime(value: Value, out: CopyBuffer, zoned: boolean): Misfit | null {
  const time = typeof value === "string" ? parseTime(value) : null;
  if (!time || (time.zone !== null) !== zoned) return unfit(value, out);
  putLength(out, zoned ? 12 : 8);
  putInt64(out, time.micros);
  out.used += 8;
  if (!zoned) return null;
  out.view.setInt32(out.used, -(time.zone ?? 0));
  out.used += 4;
  return null;
}

function encodeTimestamp(value: Value, out: CopyBuffer): Misfit | null {
  const micros = typeof value === "string" ? parseTimestamp(value) : null;
  if (micros === null) return unfit(value, out);
  putLength(out, 8);
  if (typeof micros === "number") putInt64(out, micros);
  else out.view.setBigInt64(out.used, micros);
  out.used += 8;
  return null;
}

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function encodeUuid(value: Value, out: CopyBuffer): Misfit | null {
  if (typeof value !== "string" || !uuidPattern.test(value)) return unfit(value, out);
  return putBytes(out, Buffer.from(value.replaceAll("-", ""), "hex"));
}
