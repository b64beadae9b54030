import { coercerOf } from "../json-values/coerce";
import { Misfit } from "../json-values/misfit";
import { eachElement, eachMember, jsonKind } from "../json-values/text";
import type { Change, LogicalType, Value } from "../values";
import type { ByteBuffer } from "./byte-buffer";
import type { PutQuick } from "./quick-scalars";
import type { RecordFormat } from "./record-format";
import { additionalProperties, type AvroNode, type NestedRecord } from "./record-plan";
import { converterOf, nulled } from "./scalars";

/** Writes a value, null where it does not fit; says so in `changes`. */
export type PutValue = (value: Value, out: ByteBuffer, changes: Change[]) => void;

/** Writes a value that is not null; false where it does not fit, and then what was written is taken back by the caller. */
type PutPart = (value: Exclude<Value, null>, out: ByteBuffer, changes: Change[]) => boolean;

/** `path`: what changes name, such as "address.city". */
export function compileNullable(node: AvroNode, path: string, format: RecordFormat): PutValue {
  const put = compileNode(node, path, format);
  const { putNull, putPresent } = format;
  return (value, out, changes) => {
    if (value === null) return putNull(out);
    const [start, known] = [out.used, changes.length];
    putPresent(out);
    if (put(value, out, changes)) return;
    out.used = start;
    changes.length = known;
    putNull(out);
    changes.push({ field: path, ...nulled });
  };
}

const never: PutQuick = () => false;

/** For a value in the form that nearly all have: what `compileNullable` writes, at less cost. */
export function quickPut(node: AvroNode, format: RecordFormat): PutQuick {
  return node.as === "array" || node.as === "record" ? never : (format.quick(node.as, node.type) ?? never);
}

function compileNode(node: AvroNode, path: string, format: RecordFormat): PutPart {
  switch (node.as) {
    case "array":
      return compileArray(node.of, path, format);
    case "record":
      return compileNested(node.record, path, format);
    default: {
      const convert = converterOf(node.as, node.type);
      const put = format.scalar(node.as);
      return (value, out, changes) => {
        const primitive = convert(value, (change) => changes.push({ field: path, ...change }));
        if (primitive === undefined) return false;
        put(primitive, out);
        return true;
      };
    }
  }
}

/** A value inside a JSON text, by its range there. */
type PutRange = (
  range: { text: string; start: number; end: number },
  out: ByteBuffer,
  changes: Change[],
) => void;

function compileRange(node: AvroNode, path: string, format: RecordFormat): PutRange {
  const put = compileNullable(node, path, format);
  const coercer = coercerOf(typeOf(node));
  return ({ text, start, end }, out, changes) => {
    const coerced = coercer.fromText(text, start, end);
    if (!(coerced instanceof Misfit)) return put(coerced, out, changes);
    changes.push(coerced.toChange(path));
    put(coerced.value, out, changes);
  };
}

/** As which type a value is taken out of a JSON text. */
function typeOf(node: AvroNode): LogicalType {
  switch (node.as) {
    case "array":
      return { kind: "array", of: { kind: "json" } };
    case "record":
      return { kind: "object", fields: [] };
    default:
      return node.type;
  }
}

function compileArray(of: AvroNode, path: string, format: RecordFormat): PutPart {
  const put = compileRange(of, path, format);
  return (text, out, changes) => {
    if (typeof text !== "string" || jsonKind(text) !== "array") return false;
    const ranges: { text: string; start: number; end: number }[] = [];
    eachElement(text, 0, (start, end) => ranges.push({ text, start, end }));
    format.beginArray(ranges.length, out);
    for (const [index, range] of ranges.entries()) {
      format.beforeItem(index, out);
      put(range, out, changes);
    }
    format.endArray(ranges.length, out);
    return true;
  };
}

function compileNested({ fields }: NestedRecord, path: string, format: RecordFormat): PutPart {
  const places = new Map(fields.map(({ original }, place) => [original, place]));
  const parts = fields.map((field, index) => ({
    begin: format.field(index, field.name),
    put: compileRange(field.node, `${path}.${field.original}`, format),
  }));
  const beginAdditional = format.field(fields.length, additionalProperties);
  return (text, out, changes) => {
    if (typeof text !== "string" || jsonKind(text) !== "object") return false;
    const ranges: { text: string; start: number; end: number }[] = [];
    const others = new Map<string, string>();
    eachMember(text, 0, (key, start, end) => {
      const place = places.get(key);
      if (place === undefined) others.set(key, textIn(text, start, end));
      else ranges[place] = { text, start, end };
    });
    format.beginRecord(out);
    for (const [place, { begin, put }] of parts.entries()) {
      begin(out);
      const range = ranges[place];
      if (range) put(range, out, changes);
      else format.putNull(out);
    }
    beginAdditional(out);
    putAdditional(others, out, format);
    format.endRecord(out);
    return true;
  };
}

const asText = coercerOf({ kind: "string" });

/** A string as it is, everything else as its JSON text, null too. */
export function textIn(text: string, start: number, end: number): string {
  const coerced = asText.fromText(text, start, end);
  const value = coerced instanceof Misfit ? coerced.value : coerced;
  return value === null ? "null" : String(value);
}

/** The map of properties that the schema does not know; null where there are none. */
export function putAdditional(others: Map<string, string>, out: ByteBuffer, format: RecordFormat): void {
  if (others.size === 0) return format.putNull(out);
  const putText = format.scalar("string");
  let index = 0;
  format.putPresent(out);
  format.beginMap(others.size, out);
  for (const [key, text] of others) {
    format.entry(index++, key, out);
    putText(text, out);
  }
  format.endMap(others.size, out);
}
