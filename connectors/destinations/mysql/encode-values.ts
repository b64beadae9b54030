import { jsonText, type LogicalType, type Value } from "@/connectors/sdk";
import { fitJson } from "./json-text";
import type { Slot } from "./values";

/** What had to be done to a value; the words are Airbyte's. */
export const misfits = {
  /** The column's type has no form for it. */
  unfit: { change: "NULLED", reason: "DESTINATION_SERIALIZATION_ERROR" },
  /** Half a surrogate pair became U+FFFD. */
  mended: { change: "TRUNCATED", reason: "DESTINATION_SERIALIZATION_ERROR" },
  /** Longer than a value can be. */
  tooLong: { change: "NULLED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" },
  /** More decimals, or more characters, than the column has. */
  cut: { change: "TRUNCATED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" },
} as const;

export type Misfit = keyof typeof misfits;

export interface Limits {
  /** A text or document of more bytes does not go over the wire. */
  maxBytes: number;
  maxJsonDepth: number;
}

/** A value that could not stay as it was. */
export interface Misfitting {
  text: string | null;
  misfit: Misfit;
}

/** The value as the server reads it from a text; bytes stay bytes. An object only where something had to be done to it. */
export type Encoded = string | Uint8Array | Misfitting;

export type Encode = (value: Exclude<Value, null>) => Encoded;

const unfit: Misfitting = { text: null, misfit: "unfit" };
const tooLong: Misfitting = { text: null, misfit: "tooLong" };

/** `slot` is what the table's column holds, which may be wider than the field's own. */
export function encoderFor(type: LogicalType, slot: Slot, limits: Limits): Encode {
  switch (slot.as) {
    case "text": {
      const fit = textEncoder(slot.maxLength, limits);
      return type.kind === "string" ? fit : (value) => fit(plainText(type, value));
    }
    case "json":
      return (value) => encodeJson(value, limits);
    case "bool":
      return (value) => (typeof value === "boolean" ? (value ? "1" : "0") : unfit);
    case "int":
      return (value) => encodeInteger(value, slot.bits);
    case "double":
      return (value) => (typeof value === "number" && Number.isFinite(value) ? String(value) : unfit);
    case "decimal":
      return (value) => encodeDecimal(value, slot);
    case "date":
      return (value) => (typeof value === "string" && isDate(value) ? value : unfit);
    case "time":
      return (value) => (typeof value === "string" && timePattern.test(value) ? value : unfit);
    case "datetime":
      return encodeTimestamp;
    case "binary":
      return (value) => encodeBytes(value, limits);
    case "uuid":
      return (value) => (typeof value === "string" && uuidPattern.test(value) ? value : unfit);
  }
}

/** Text for a column that once had another type: the value's own form. */
function plainText(type: LogicalType, value: Exclude<Value, null>): string {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? jsonText(type, value) : String(value);
}

function textEncoder(maxLength: number | undefined, { maxBytes }: Limits): Encode {
  return (value) => {
    if (typeof value !== "string") return unfit;
    if (value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) return tooLong;
    const isWell = value.isWellFormed();
    const text = isWell ? value : value.toWellFormed();
    if (maxLength !== undefined && text.length > maxLength) {
      const characters = [...text];
      if (characters.length > maxLength)
        return { text: characters.slice(0, maxLength).join(""), misfit: "cut" };
    }
    return isWell ? text : { text, misfit: "mended" };
  };
}

function encodeJson(value: Exclude<Value, null>, { maxBytes, maxJsonDepth }: Limits): Encoded {
  if (typeof value !== "string") return unfit;
  if (value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) return tooLong;
  const fit = fitJson(value, maxJsonDepth);
  if (!fit) return unfit;
  return fit.mended ? { text: fit.text, misfit: "mended" } : fit.text;
}

function encodeBytes(value: Exclude<Value, null>, { maxBytes }: Limits): Encoded {
  if (!(value instanceof Uint8Array)) return unfit;
  return value.length * 2 > maxBytes ? tooLong : value;
}

function encodeInteger(value: Exclude<Value, null>, bits: 16 | 32 | 64): Encoded {
  if (typeof value === "number") {
    const limit = 2 ** (bits - 1);
    return Number.isSafeInteger(value) && value >= -limit && value < limit ? String(value) : unfit;
  }
  return typeof value === "bigint" && BigInt.asIntN(bits, value) === value ? String(value) : unfit;
}

const decimalPattern = /^([+-]?)0*(\d*)(?:\.(\d*))?$/;

function encodeDecimal(
  value: Exclude<Value, null>,
  { precision, scale }: { precision: number; scale: number },
): Encoded {
  if (typeof value === "boolean" || value instanceof Uint8Array) return unfit;
  if (typeof value === "string" && isPlainDecimal(value, precision - scale, scale)) return value;
  const match = decimalPattern.exec(String(value));
  if (!match) return unfit;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole.length > precision - scale) return unfit;
  const kept = fraction.slice(0, scale);
  const text = `${sign === "-" ? "-" : ""}${whole || "0"}${kept ? `.${kept}` : ""}`;
  return /[1-9]/.test(fraction.slice(scale)) ? { text, misfit: "cut" } : text;
}

/** Most decimals are: within bounds as they stand. Looked at without making anything. */
function isPlainDecimal(text: string, maxWhole: number, maxScale: number): boolean {
  let digits = 0;
  let point = -1;
  for (let at = text.charCodeAt(0) === 0x2d ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e && point < 0) point = digits;
    else return false;
  }
  const whole = point < 0 ? digits : point;
  return whole > 0 && whole <= maxWhole && digits - whole <= maxScale;
}

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$|^24:00:00(?:\.0{1,6})?$/;
const clockPattern = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
const monthLengths = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days come again and again. */
const knownDates = new Map<string, boolean>();
const maxKnownDates = 50_000;

function isDate(text: string): boolean {
  const known = knownDates.get(text);
  if (known !== undefined) return known;
  if (knownDates.size >= maxKnownDates) knownDates.clear();
  const found = isDayOfCalendar(text);
  if (text.length === 10) knownDates.set(text, found);
  return found;
}

/** In the years 1 to 9999: neither infinity, nor the year 0, nor expanded years. */
function isDayOfCalendar(text: string): boolean {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && isLeap ? 29 : (monthLengths[month] ?? 0);
  return year >= 1 && day >= 1 && day <= length;
}

/** With zone it is in UTC already. */
function encodeTimestamp(value: Exclude<Value, null>): Encoded {
  if (typeof value !== "string") return unfit;
  const end = value.endsWith("Z") ? value.length - 1 : value.length;
  const date = value.slice(0, 10);
  const clock = value.slice(11, end);
  return value[10] === "T" && isDate(date) && clockPattern.test(clock) ? `${date} ${clock}` : unfit;
}

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
