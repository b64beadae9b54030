import type { Change, LogicalType, Value } from "@/connectors/sdk";
import type { Arena } from "./arena";
import { isDuckJson } from "./json";
import { parseDate, parseDecimal, parseTime, parseTimestamp, parseUuid, parseZonedTime } from "./parse";
import { maxPrecision64, type Slot } from "./values";
import { encodeBytes, encodeTexts, putInt128, putInt64, Validity, type Vector } from "./vector";

/** Told of each value that could not stay as it was. */
export type Report = (row: number, outcome: Misfit) => void;

export type Misfit = Pick<Change, "change" | "reason">;

/** The reasons are Airbyte's. */
export const malformed: Misfit = { change: "NULLED", reason: "DESTINATION_SERIALIZATION_ERROR" };
export const tooLarge: Misfit = { change: "NULLED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" };
export const cut: Misfit = { change: "TRUNCATED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" };
export const repaired: Misfit = { change: "TRUNCATED", reason: "DESTINATION_SERIALIZATION_ERROR" };

/** Where vectors get their memory, and who is told of misfits. */
export interface Target {
  arena: Arena;
  report: Report;
}

/** What an encoder needs to know of a column. */
export interface EncodedColumn {
  type: LogicalType;
  slot: Slot;
  /** Dates and timestamps that are infinite do not fit, because what is written has no form for them. */
  isFinite?: boolean;
}

/** Values in the form of values.ts as a vector; what does not fit is reported and becomes null or is cut. */
export function encodeValues(column: EncodedColumn, values: Value[], target: Target): Vector {
  const { type, slot, isFinite = false } = column;
  const { arena } = target;
  if (isFinite) return encodeValues({ type, slot }, withoutInfinities(values, target), target);
  switch (slot.type) {
    case "VARCHAR":
      return texts(values, asText, target);
    case "JSON":
      return texts(values, asJson, target);
    case "BLOB":
      return blobs(values, target);
    case "BOOLEAN": {
      const bytes = arena.takeBytes(values.length);
      return fixed(bytes, values, target, (value, row) => {
        if (typeof value !== "boolean") return malformed;
        bytes[row] = value ? 1 : 0;
        return null;
      });
    }
    case "INTEGER":
    case "DATE": {
      const words = arena.takeWords(values.length);
      const parse = slot.type === "DATE" ? asDays : asInteger(type);
      return fixed(words, values, target, (value, row) => {
        const parsed = parse(value);
        if (typeof parsed !== "number") return parsed;
        words[row] = parsed;
        return null;
      });
    }
    case "DOUBLE": {
      const bytes = arena.takeBytes(values.length * 8);
      const doubles = new Float64Array(bytes.buffer, bytes.byteOffset, values.length);
      return fixed(bytes, values, target, (value, row) => {
        if (typeof value !== "number") return malformed;
        if (!isFloat(type, value)) return tooLarge;
        doubles[row] = value;
        return null;
      });
    }
    case "UUID":
      return uuids(values, target);
    case "DECIMAL":
      return decimals(values, slot, target);
    case "BIGINT":
    case "TIME":
    case "TIMETZ":
    case "TIMESTAMP":
    case "TIMESTAMPTZ":
      return words64(values, slot.type, target);
  }
}

/** Writes each value that is not null; a misfit that is returned is reported, and makes the value null unless it is cut. */
function fixed(
  array: Uint8Array | Int32Array,
  values: Value[],
  { report }: Target,
  write: (value: NonNullable<Value>, row: number) => Misfit | null,
): Vector {
  const validity = new Validity();
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) {
      validity.setNull(row);
      continue;
    }
    const misfit = write(value, row);
    if (!misfit) continue;
    report(row, misfit);
    if (misfit.change === "NULLED") validity.setNull(row);
  }
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return { layout: "fixed", bytes, validity: validity.bits };
}

function words64(values: Value[], type: Slot["type"], target: Target): Vector {
  const words = target.arena.takeWords(values.length * 2);
  return fixed(words, values, target, (value, row) => {
    if (type === "TIMETZ") {
      const time = typeof value === "string" ? parseZonedTime(value) : null;
      if (!time) return malformed;
      words[row * 2] = time.low;
      words[row * 2 + 1] = time.high;
      return null;
    }
    const parsed = parse64(value, type);
    if (typeof parsed === "object") return parsed;
    putInt64(words, row * 2, parsed);
    return null;
  });
}

function parse64(value: NonNullable<Value>, type: Slot["type"]): number | bigint | Misfit {
  if (type === "BIGINT") {
    if (typeof value === "number") return Number.isSafeInteger(value) ? value : malformed;
    if (typeof value !== "bigint") return malformed;
    return BigInt.asIntN(64, value) === value ? value : tooLarge;
  }
  if (typeof value !== "string") return malformed;
  const parsed = type === "TIME" ? parseTime(value) : parseTimestamp(value, type === "TIMESTAMPTZ");
  return parsed ?? malformed;
}

function decimals(values: Value[], slot: { precision: number; scale: number }, target: Target): Vector {
  const wide = slot.precision > maxPrecision64;
  const words = target.arena.takeWords(values.length * (wide ? 4 : 2));
  return fixed(words, values, target, (value, row) => {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return malformed;
    const text = String(value);
    const parsed = parseDecimal(text, slot.precision, slot.scale);
    if (!parsed) return /^[+-]?(\d|Infinity$)|^NaN$/.test(text) ? tooLarge : malformed;
    if (wide) putInt128(words, row * 4, parsed.unscaled);
    else putInt64(words, row * 2, parsed.unscaled);
    return parsed.rounded ? cut : null;
  });
}

/** DuckDB keeps a UUID as a 128-bit integer with its topmost bit turned, so that the integers sort as the texts do. */
function uuids(values: Value[], target: Target): Vector {
  const words = target.arena.takeWords(values.length * 4);
  return fixed(words, values, target, (value, row) => {
    const hex = typeof value === "string" ? parseUuid(value) : null;
    if (!hex) return malformed;
    for (let word = 0; word < 4; word++)
      words[row * 4 + 3 - word] = parseInt(hex.slice(word * 8, word * 8 + 8), 16);
    words[row * 4 + 3] = (words[row * 4 + 3] ?? 0) ^ 0x8000_0000;
    return null;
  });
}

function texts(
  values: Value[],
  convert: (value: NonNullable<Value>) => string | Misfit,
  target: Target,
): Vector {
  const validity = new Validity();
  const converted: (string | null)[] = new Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    const text = value === null ? null : convert(value);
    if (typeof text === "string") {
      converted[row] = text;
      continue;
    }
    converted[row] = null;
    validity.setNull(row);
    if (text) target.report(row, text);
  }
  return encodeTexts(converted, validity, target.arena) ?? repairedTexts(converted, validity, target);
}

/** UTF-8 has no form for half a surrogate pair: U+FFFD takes its place. */
function repairedTexts(values: (string | null)[], validity: Validity, { arena, report }: Target): Vector {
  const wellFormed = values.map((text, row) => {
    if (text === null || text.isWellFormed()) return text;
    report(row, repaired);
    return text.toWellFormed();
  });
  const vector = encodeTexts(wellFormed, validity, arena);
  if (!vector) throw new Error("Texts without lone surrogates did not encode as UTF-8.");
  return vector;
}

function blobs(values: Value[], { arena, report }: Target): Vector {
  const validity = new Validity();
  const bytes = values.map((value, row) => {
    if (value instanceof Uint8Array) return value;
    if (value !== null) report(row, malformed);
    validity.setNull(row);
    return null;
  });
  return encodeBytes(bytes, validity, arena);
}

function asJson(value: NonNullable<Value>): string | Misfit {
  return typeof value === "string" && isDuckJson(value) ? value : malformed;
}

function asText(value: NonNullable<Value>): string | Misfit {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? malformed : String(value);
}

function withoutInfinities(values: Value[], { report }: Target): Value[] {
  return values.map((value, row) => {
    if (value !== "infinity" && value !== "-infinity") return value;
    report(row, tooLarge);
    return null;
  });
}

function asDays(value: NonNullable<Value>): number | Misfit {
  return (typeof value === "string" ? parseDate(value) : null) ?? malformed;
}

function asInteger(type: LogicalType): (value: NonNullable<Value>) => number | Misfit {
  const limit = type.kind === "integer" && type.bits === 16 ? 32_768 : 2_147_483_648;
  return (value) => {
    if (typeof value === "bigint") return value >= -limit && value < limit ? Number(value) : tooLarge;
    if (typeof value !== "number" || !Number.isInteger(value)) return malformed;
    return value >= -limit && value < limit ? value : tooLarge;
  };
}

/** A finite number that 32 bits would make infinite does not fit. */
export function isFloat(type: LogicalType, value: number): boolean {
  return (
    type.kind !== "number" ||
    type.bits === 64 ||
    !Number.isFinite(value) ||
    Number.isFinite(Math.fround(value))
  );
}
