import {
  daysTo2000,
  infiniteDate,
  microsPerDay,
  minusInfiniteDate,
  parseDate,
  parseTimestamp,
} from "../postgres/datetime";
import type { LogicalType, Value } from "../values";
import type { ByteBuffer } from "./byte-buffer";
import type { AvroScalar } from "./record-plan";

/**
 * Writes a value that may be null, in Avro's binary form. False where it is not of the usual form: then nothing is written,
 * and what `compileNullable` makes of it counts.
 */
export type PutQuick = (value: Value, out: ByteBuffer) => boolean;

/** The branch of a union of null and another type. */
const isNull = 0;
const isPresent = 2;

const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

const microsTo2000 = daysTo2000 * microsPerDay;

/** Without a closure, a change or a text in between: most of a record's time goes here. */
export function quickScalar(as: AvroScalar, type: LogicalType): PutQuick | null {
  switch (as) {
    case "string":
      if (type.kind === "decimal") return putDecimal;
      return type.kind === "json" ? null : putText;
    case "boolean":
      return putBoolean;
    case "long":
      return putWhole;
    case "double":
      return type.kind === "decimal" ? null : putNumber;
    case "date":
      return putDate;
    case "timestamp-micros":
      return putTimestamp;
    case "int":
    case "bytes":
    case "time-micros":
      return null;
  }
}

function putNull(out: ByteBuffer): true {
  out.putByte(isNull);
  return true;
}

const putText: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  if (typeof value !== "string") return false;
  out.putByte(isPresent);
  if (out.putAsciiString(value)) return true;
  out.used--;
  return false;
};

const putDecimal: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  if (typeof value !== "string" || !isPlainDecimal(value)) return false;
  out.putByte(isPresent);
  out.putString(value);
  return true;
};

const putBoolean: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  if (typeof value !== "boolean") return false;
  out.putByte(isPresent);
  out.putByte(value ? 1 : 0);
  return true;
};

const putWhole: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
  out.putByte(isPresent);
  out.putLong(value);
  return true;
};

const putNumber: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  if (typeof value !== "number") return false;
  out.putByte(isPresent);
  out.putDouble(value);
  return true;
};

const putDate: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  const days = typeof value === "string" ? parseDate(value) : null;
  if (days === null || days === infiniteDate || days === minusInfiniteDate) return false;
  out.putByte(isPresent);
  out.putLong(days + daysTo2000);
  return true;
};

const putTimestamp: PutQuick = (value, out) => {
  if (value === null) return putNull(out);
  const micros = typeof value === "string" ? parseTimestamp(value) : null;
  if (typeof micros !== "number" || !Number.isSafeInteger(micros + microsTo2000)) return false;
  out.putByte(isPresent);
  out.putLong(micros + microsTo2000);
  return true;
};

/** A sign, digits without zeros in front, a point and more digits: what stays as it is. */
function isPlainDecimal(text: string): boolean {
  const { length } = text;
  let at = text.charCodeAt(0) === minus ? 1 : 0;
  const first = at;
  while (at < length && isDigit(text.charCodeAt(at))) at++;
  if (at === first || (text.charCodeAt(first) === zero && at > first + 1)) return false;
  if (at === length) return true;
  if (text.charCodeAt(at) !== dot) return false;
  const fraction = ++at;
  while (at < length && isDigit(text.charCodeAt(at))) at++;
  return at === length && at > fraction;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}
