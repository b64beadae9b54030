import { jsonKind } from "../json-values/text";
import { isExact, readDecimal } from "../json-values/numbers";
import {
  daysTo2000,
  infiniteDate,
  maxInt64,
  microsPerDay,
  minInt64,
  minusInfiniteDate,
  parseDate,
  parseTime,
  parseTimestamp,
} from "../postgres/datetime";
import type { Change, LogicalType, Value } from "../values";
import type { AvroScalar } from "./record-plan";

/** A value in Avro's terms: dates are days, times and timestamps microseconds, both since 1970 or midnight. */
export type Primitive = string | number | bigint | boolean | Uint8Array;

export type Report = (change: Pick<Change, "change" | "reason">) => void;

/** undefined: it has no form there. What is cut is reported. */
export type Convert = (value: Exclude<Value, null>, report: Report) => Primitive | undefined;

/** The word is Airbyte's. */
const reason = "DESTINATION_SERIALIZATION_ERROR";
export const nulled = { change: "NULLED", reason } as const;
const truncated = { change: "TRUNCATED", reason } as const;

const maxInt = 0x7fff_ffff;
const microsTo2000 = daysTo2000 * microsPerDay;

export function converterOf(as: AvroScalar, type: LogicalType): Convert {
  switch (as) {
    case "string":
      return textConverterOf(type);
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : undefined);
    case "int":
      return toInt;
    case "long":
      return toLong;
    case "double":
      return type.kind === "decimal" ? toDouble : (value) => (typeof value === "number" ? value : undefined);
    case "bytes":
      return (value) => (value instanceof Uint8Array ? value : undefined);
    case "date":
      return toDays;
    case "time-micros":
      return toMicrosOfDay;
    case "timestamp-micros":
      return toMicros;
  }
}

function textConverterOf(type: LogicalType): Convert {
  switch (type.kind) {
    case "json":
      return (value, report) =>
        typeof value === "string" && jsonKind(value) !== null ? toText(value, report) : undefined;
    case "decimal":
      return (value) => (typeof value === "string" ? readDecimal(value) : undefined);
    default:
      return toText;
  }
}

function toText(value: Value, report: Report): string | undefined {
  if (typeof value !== "string") return undefined;
  if (value.isWellFormed()) return value;
  report(truncated);
  return value.toWellFormed();
}

function toInt(value: Value): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return undefined;
  return number >= -maxInt - 1 && number <= maxInt ? number : undefined;
}

function toLong(value: Value): number | bigint | undefined {
  if (typeof value === "bigint") return value >= minInt64 && value <= maxInt64 ? value : undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

function toDouble(value: Value, report: Report): number | undefined {
  if (typeof value !== "string" || readDecimal(value) === undefined) return undefined;
  const number = Number(value);
  if (!Number.isNaN(number) && !isExact(number, value)) report(truncated);
  return number;
}

/** Infinity has no form. */
function toDays(value: Value): number | undefined {
  const days = typeof value === "string" ? parseDate(value) : null;
  if (days === null || days === infiniteDate || days === minusInfiniteDate) return undefined;
  return days + daysTo2000;
}

/** A time with a zone is told in UTC. */
function toMicrosOfDay(value: Value): number | undefined {
  const time = typeof value === "string" ? parseTime(value) : null;
  if (!time || time.micros >= microsPerDay) return undefined;
  const utc = time.micros - (time.zone ?? 0) * 1_000_000;
  return ((utc % microsPerDay) + microsPerDay) % microsPerDay;
}

/** A wall clock counts as UTC. Infinity has no form. */
function toMicros(value: Value): number | bigint | undefined {
  const micros = typeof value === "string" ? parseTimestamp(value) : null;
  if (micros === null || micros === maxInt64 || micros === minInt64) return undefined;
  const quick = Number(micros) + microsTo2000;
  return typeof micros === "number" && Number.isSafeInteger(quick)
    ? quick
    : BigInt(micros) + BigInt(microsTo2000);
}
