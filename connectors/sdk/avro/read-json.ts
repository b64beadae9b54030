import { coercerOf, type Coerced } from "../json-values/coerce";
import { notOfType } from "../json-values/misfit";
import { readInteger } from "../json-values/numbers";
import { eachElement, eachMember, jsonKind } from "../json-values/text";
import { textOfDays, textOfTime, textOfTimestamp } from "./logical-texts";
import { logicalTypeOf } from "./logical-types";
import type { AvroRecord, AvroType } from "./read-schema";

/** Of the JSON value that stands in `text` from `start` to `end`. */
type ReadJson = (text: string, start: number, end: number) => Coerced;

/**
 * As `compileRecordReader`, of a record that is written as JSON: unions are their value alone, days, times and instants are
 * numbers by their logical type or texts, bytes are base64. The function throws where the text is no JSON object.
 */
export function compileJsonRecordReader(
  record: AvroRecord,
  wanted: readonly string[],
): (text: string) => Coerced[] {
  const slots = new Map(wanted.map((name, index) => [name, index]));
  const readers = new Map(
    record.fields.flatMap(({ name, type }) => {
      const slot = slots.get(name);
      return slot === undefined ? [] : [[name, { slot, read: jsonReaderOf(type) }] as const];
    }),
  );
  return (text) => {
    if (jsonKind(text) !== "object") throw new Error("it is no JSON object");
    const row: Coerced[] = new Array<Coerced>(wanted.length).fill(null);
    eachMember(text, 0, (name, start, end) => {
      const found = readers.get(name);
      if (found) row[found.slot] = found.read(text, start, end);
    });
    return row;
  };
}

/** The same of a value of any type. */
export function compileJsonReader(type: AvroType): (text: string) => Coerced {
  const read = jsonReaderOf(type);
  return (text) => {
    if (jsonKind(text) === null) throw new Error("it is no JSON");
    const start = text.length - text.trimStart().length;
    return read(text, start, text.trimEnd().length);
  };
}

function jsonReaderOf(type: AvroType): ReadJson {
  const { type: logical } = logicalTypeOf(type);
  const coercer = coercerOf(logical);
  const plain: ReadJson = (text, start, end) => coercer.fromText(text, start, end);
  const fromNumber = numberReaderOf(type);
  if (fromNumber)
    return (text, start, end) => {
      if (!isNumberAt(text, start)) return plain(text, start, end);
      const written = text.slice(start, end);
      const value = readInteger(written, 64);
      return (value === undefined ? undefined : fromNumber(value)) ?? notOfType(written, logical.kind);
    };
  const only = onlyBranchOf(type);
  if (only) {
    const read = jsonReaderOf(only);
    return (text, start, end) => (isNullAt(text, start) ? null : read(text, start, end));
  }
  const rewrite = rewriterOf(type, []);
  if (!rewrite) return plain;
  return (text, start, end) => {
    const kept = plain(text, start, end);
    return typeof kept === "string" ? rewrite(text, start, end) : kept;
  };
}

/** How a type takes numbers that stand for a day, a time or an instant; null where it is no such type. */
function numberReaderOf(type: AvroType): ((value: number | bigint) => string | undefined) | null {
  switch (type.as) {
    case "date":
      return textOfDays;
    case "time-millis":
      return (value) => textOfTime(value, "millis");
    case "time-micros":
      return (value) => textOfTime(value, "micros");
    case "timestamp":
      return (value) => textOfTimestamp(value, type);
    default:
      return null;
  }
}

/** The one type beside null; null for what is no union of that kind. */
function onlyBranchOf(type: AvroType): AvroType | null {
  if (type.as !== "union") return null;
  const [only, ...others] = type.branches.filter(({ as }) => as !== "null");
  return only && others.length === 0 ? only : null;
}

type Rewrite = (text: string, start: number, end: number) => string;

/** Writes numbers within it as the texts that they stand for; null where there are none, and JSON stays as it is written. */
function rewriterOf(type: AvroType, around: AvroRecord[]): Rewrite | null {
  const only = onlyBranchOf(type) ?? type;
  const fromNumber = numberReaderOf(only);
  if (fromNumber)
    return (text, start, end) => {
      const written = text.slice(start, end);
      const value = isNumberAt(text, start) ? readInteger(written, 64) : undefined;
      const said = value === undefined ? undefined : fromNumber(value);
      return said === undefined ? written : JSON.stringify(said);
    };
  switch (only.as) {
    case "array":
      return itemsRewriter(rewriterOf(only.items, around));
    case "map":
      return membersRewriter(always(rewriterOf(only.values, around)));
    case "record": {
      if (around.includes(only)) return null;
      const rewriters = new Map<string, Rewrite>();
      for (const { name, type: field } of only.fields) {
        const rewrite = rewriterOf(field, [...around, only]);
        if (rewrite) rewriters.set(name, rewrite);
      }
      return rewriters.size === 0 ? null : membersRewriter((name) => rewriters.get(name));
    }
    default:
      return null;
  }
}

function always(rewrite: Rewrite | null): ((name: string) => Rewrite) | null {
  return rewrite && (() => rewrite);
}

function itemsRewriter(rewrite: Rewrite | null): Rewrite | null {
  if (!rewrite) return null;
  return (text, start, end) => {
    if (text[start] !== "[") return text.slice(start, end);
    const items: string[] = [];
    eachElement(text, start, (from, to) => void items.push(rewrite(text, from, to)));
    return `[${items.join(",")}]`;
  };
}

function membersRewriter(rewriterFor: ((name: string) => Rewrite | undefined) | null): Rewrite | null {
  if (!rewriterFor) return null;
  return (text, start, end) => {
    if (text[start] !== "{") return text.slice(start, end);
    const members: string[] = [];
    eachMember(text, start, (name, from, to) => {
      const written = rewriterFor(name)?.(text, from, to) ?? text.slice(from, to);
      members.push(`${JSON.stringify(name)}:${written}`);
    });
    return `{${members.join(",")}}`;
  };
}

function isNumberAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === minus || (code >= zero && code <= nine);
}

function isNullAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === nullStart;
}

const [minus, zero, nine, nullStart] = ["-", "0", "9", "n"].map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
];
