import { Buffer } from "node:buffer";
import type { LogicalType, Value } from "../values";
import type { Misfit } from "./misfit";
import { cut, notOfType } from "./misfit";
import { isExact, readDecimal, readInteger, readNumber } from "./numbers";
import { readString } from "./text";
import {
  formatDate,
  formatTime,
  formatTimestamp,
  hasExcessDigits,
  isMidnight,
  readClock,
  readMoment,
  type Clock,
  type Moment,
} from "./times";

/** A value in the form of values.ts, or what became of one that does not fit. */
export type Coerced = Value | Misfit;

/** Makes values of one logical type out of JSON. Never throws. */
export interface Coercer {
  /** Of a JSON value as JavaScript has it; undefined counts as null. */
  fromValue(value: unknown): Coerced;
  /** Of a JSON value that stands in `text` from `start` to `end`: exact, whatever a double would hold. */
  fromText(text: string, start?: number, end?: number): Coerced;
}

/** How one type takes each kind of JSON value; undefined where it does not. `written` is the value's JSON text. */
interface Rules {
  string?(text: string): Coerced | undefined;
  number?(written: string): Coerced | undefined;
  boolean?(value: boolean): Coerced;
  object?(written: string): Coerced;
  array?(written: string): Coerced;
}

/**
 * Coercion by Airbyte's rules for destinations. A JSON null is null in every type; what is not in the table becomes null,
 * with a reason.
 *
 * | type            | takes                                                                                        |
 * | --------------- | ---------------------------------------------------------------------------------------------- |
 * | string          | anything: numbers and booleans as JSON writes them, objects and arrays as their JSON text        |
 * | boolean         | booleans                                                                                         |
 * | integer         | whole numbers within its bits (1.0 too), and texts of them                                       |
 * | number, decimal | numbers, and texts of them; a double that keeps fewer digits is cut, with a reason               |
 * | date            | texts (times.ts); what stands behind midnight is cut                                             |
 * | time            | texts; zoned without an offset is UTC; digits beyond microseconds are cut                        |
 * | timestamp       | texts, a day alone being its midnight; zoned without an offset is UTC; an offset is dropped where |
 * |                 | the type has no zone                                                                             |
 * | binary          | texts in base64                                                                                  |
 * | uuid            | texts of that form                                                                               |
 * | object, array   | objects; arrays                                                                                  |
 * | json            | anything, as its JSON text                                                                       |
 */
export function coercerOf(type: LogicalType): Coercer {
  const rules = rulesOf(type);
  const misfit = (written: string) => notOfType(written, type.kind);
  return {
    fromValue: (value) => fromValue(rules, value) ?? refuse(value, misfit),
    fromText: (text, start = 0, end = text.length) => {
      const first = text.charCodeAt(start);
      if (first === nullStart) return null;
      return (
        fromText(rules, text, start, end) ??
        misfit(first === quote ? readString(text, start, end) : text.slice(start, end))
      );
    },
  };
}

/** One value: see `coercerOf`. */
export function coerceJson(value: unknown, type: LogicalType): Coerced {
  return coercerOf(type).fromValue(value);
}

/** null stands for itself; every other nothing is a misfit. */
function refuse(value: unknown, misfit: (written: string) => Misfit): Coerced {
  return value === null || value === undefined ? null : misfit(writtenOf(value));
}

const nullStart = "n".charCodeAt(0);
const quote = '"'.charCodeAt(0);
const trueStart = "t".charCodeAt(0);
const falseStart = "f".charCodeAt(0);
const openBrace = "{".charCodeAt(0);
const openBracket = "[".charCodeAt(0);

function fromText(rules: Rules, text: string, start: number, end: number): Coerced | undefined {
  switch (text.charCodeAt(start)) {
    case quote:
      return rules.string?.(readString(text, start, end));
    case trueStart:
      return rules.boolean?.(true);
    case falseStart:
      return rules.boolean?.(false);
    case openBrace:
      return rules.object?.(text.slice(start, end));
    case openBracket:
      return rules.array?.(text.slice(start, end));
    default:
      return rules.number?.(text.slice(start, end));
  }
}

function fromValue(rules: Rules, value: unknown): Coerced | undefined {
  switch (typeof value) {
    case "string":
      return rules.string?.(value);
    case "number":
      return Number.isFinite(value) ? rules.number?.(writtenOf(value)) : rules.string?.(String(value));
    case "bigint":
      return rules.number?.(value.toString());
    case "boolean":
      return rules.boolean?.(value);
    case "object":
      if (value === null) return undefined;
      return Array.isArray(value) ? rules.array?.(writtenOf(value)) : rules.object?.(writtenOf(value));
    default:
      return undefined;
  }
}

function writtenOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? value.toString() : (JSON.stringify(value) ?? typeof value);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const asWritten = (written: string) => written;
const infinityOf = (text: string) => (text === "infinity" || text === "-infinity" ? text : undefined);

function rulesOf(type: LogicalType): Rules {
  switch (type.kind) {
    case "string":
      return { string: wellFormed, number: asWritten, boolean: String, object: asWritten, array: asWritten };
    case "boolean":
      return { boolean: (value) => value };
    case "integer": {
      const read = (text: string) => readInteger(text, type.bits);
      return { string: read, number: read };
    }
    case "number":
      return { string: toNumber, number: toNumber };
    case "decimal":
      return { string: readDecimal, number: readDecimal };
    case "date":
      return { string: (text) => infinityOf(text) ?? toDate(text, readMoment(text)) };
    case "time":
      return { string: (text) => toTime(text, readClock(text), type.zoned) };
    case "timestamp":
      return { string: (text) => infinityOf(text) ?? toTimestamp(text, readMoment(text), type.zoned) };
    case "binary":
      return { string: toBytes };
    case "uuid":
      return { string: (text) => (uuidPattern.test(text) ? text.toLowerCase() : undefined) };
    case "object":
      return { object: asWritten };
    case "array":
      return { array: asWritten };
    case "json":
      return {
        string: (text) => JSON.stringify(text),
        number: asWritten,
        boolean: String,
        object: asWritten,
        array: asWritten,
      };
  }
}

/** Half a surrogate pair, which JSON can write, is no Unicode text. */
function wellFormed(text: string): Coerced {
  if (text.isWellFormed()) return text;
  return cut(text.toWellFormed(), text, "holds half a surrogate pair, which became U+FFFD");
}

function toNumber(text: string): Coerced | undefined {
  const value = readNumber(text);
  if (value === undefined || Number.isNaN(value) || isExact(value, text)) return value;
  return Number.isFinite(value) ? cut(value, text, "has more digits than a number holds") : value;
}

function toDate(text: string, moment: Moment | undefined): Coerced | undefined {
  if (!moment) return undefined;
  const date = formatDate(moment);
  return moment.clock === null || isMidnight(moment.clock) ? date : cut(date, text, "is more than a date");
}

function toTime(text: string, clock: Clock | undefined, zoned: boolean): Coerced | undefined {
  if (!clock) return undefined;
  const time = formatTime(clock, zoned);
  return hasExcessDigits(clock) ? cut(time, text, "is finer than a microsecond") : time;
}

function toTimestamp(text: string, moment: Moment | undefined, zoned: boolean): Coerced | undefined {
  const timestamp = moment && formatTimestamp(moment, zoned);
  if (timestamp === undefined) return undefined;
  return hasExcessDigits(moment?.clock ?? null)
    ? cut(timestamp, text, "is finer than a microsecond")
    : timestamp;
}

function toBytes(text: string): Coerced | undefined {
  return base64Pattern.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
}
