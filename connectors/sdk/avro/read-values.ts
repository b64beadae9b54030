import { isUtf8 } from "node:buffer";
import type { Coerced } from "../json-values/coerce";
import { cut, Misfit, notOfType } from "../json-values/misfit";
import { jsonText } from "../records";
import type { LogicalType, Value } from "../values";
import { ByteReader } from "./byte-reader";
import { textOfDays, textOfDecimal, textOfTime, textOfTimestamp } from "./logical-texts";
import { logicalTypeOf } from "./logical-types";
import type { AvroRecord, AvroType } from "./read-schema";

/**
 * The values of a record's bytes in the order of `wanted`, each in the form of its type by `logicalTypeOf`, or what became of
 * it; null for names that the record has no field of. The function throws where the bytes are no such record.
 */
export function compileRecordReader(
  record: AvroRecord,
  wanted: readonly string[],
): (bytes: Uint8Array) => Coerced[] {
  const slots = new Map(wanted.map((name, index) => [name, index]));
  const compiler = new Compiler();
  const steps = record.fields.map(({ name, type }) => {
    const slot = slots.get(name);
    const codec = compiler.codecOf(type);
    return slot === undefined ? { slot: -1, take: codec.skip } : { slot, take: codec.value };
  });
  const from = new ByteReader();
  return (bytes) => {
    from.read(bytes);
    const row: Coerced[] = new Array<Coerced>(wanted.length).fill(null);
    for (const { slot, take } of steps) {
      const value = take(from);
      if (slot >= 0) row[slot] = value ?? null;
    }
    expectEnd(from);
    return row;
  };
}

/** The same of a value of any type. */
export function compileValueReader(type: AvroType): (bytes: Uint8Array) => Coerced {
  const { value } = new Compiler().codecOf(type);
  const from = new ByteReader();
  return (bytes) => {
    from.read(bytes);
    const found = value(from);
    expectEnd(from);
    return found;
  };
}

/** Bytes that are left were written by another schema. */
function expectEnd({ left }: ByteReader): void {
  if (left > 0) throw new Error(`${left} bytes are left behind it`);
}

/** Three ways through a value of one type. */
interface Codec {
  /** In the form of its logical type. */
  value(from: ByteReader): Coerced;
  /** As JSON text. */
  json(from: ByteReader): string;
  skip(from: ByteReader): void;
}

/** Of one schema: records may hold themselves. */
class Compiler {
  private readonly records = new Map<AvroRecord, Codec>();

  codecOf(type: AvroType): Codec {
    switch (type.as) {
      case "array":
        return this.arrayCodec(type.items);
      case "map":
        return this.mapCodec(type.values);
      case "record":
        return this.recordCodec(type);
      case "union":
        return this.unionCodec(type);
      default:
        return scalarCodec(type);
    }
  }

  private arrayCodec(items: AvroType): Codec {
    const item = this.codecOf(items);
    const json = (from: ByteReader) => {
      const parts: string[] = [];
      eachBlock(from, () => parts.push(item.json(from)));
      return `[${parts.join(",")}]`;
    };
    return { value: json, json, skip: (from) => eachBlock(from, () => item.skip(from)) };
  }

  private mapCodec(values: AvroType): Codec {
    const item = this.codecOf(values);
    const json = (from: ByteReader) => {
      const parts: string[] = [];
      eachBlock(from, () => parts.push(`${JSON.stringify(from.takeText())}:${item.json(from)}`));
      return `{${parts.join(",")}}`;
    };
    const skip = (from: ByteReader) =>
      eachBlock(from, () => {
        from.skip(from.takeInt());
        item.skip(from);
      });
    return { value: json, json, skip };
  }

  private recordCodec(record: AvroRecord): Codec {
    const known = this.records.get(record);
    if (known) return known;
    const fields: { label: string; codec: Codec }[] = [];
    const json = (from: ByteReader) => {
      let text = "{";
      for (const { label, codec } of fields) text += label + codec.json(from);
      return `${text}}`;
    };
    const skip = (from: ByteReader) => {
      for (const { codec } of fields) codec.skip(from);
    };
    const made = { value: json, json, skip };
    this.records.set(record, made); // before its fields, which may hold it
    for (const [index, { name, type }] of record.fields.entries())
      fields.push({ label: `${index === 0 ? "" : ","}${JSON.stringify(name)}:`, codec: this.codecOf(type) });
    return made;
  }

  private unionCodec(union: Extract<AvroType, { as: "union" }>): Codec {
    const codecs = union.branches.map((branch) => this.codecOf(branch));
    const isJson = logicalTypeOf(union).type.kind === "json";
    const nulls = new Set(union.branches.flatMap(({ as }, index) => (as === "null" ? [index] : [])));
    const branchOf = (from: ByteReader) => {
      const index = from.takeInt();
      const codec = codecs[index];
      if (codec === undefined) throw new RangeError(`a union of ${codecs.length} has no branch ${index}`);
      return { codec, isNull: nulls.has(index) };
    };
    return {
      value(from) {
        const { codec, isNull } = branchOf(from);
        if (isNull) return null;
        return isJson ? codec.json(from) : codec.value(from);
      },
      json: (from) => branchOf(from).codec.json(from),
      skip: (from) => branchOf(from).codec.skip(from),
    };
  }
}

type ScalarType = Exclude<AvroType, { as: "array" | "map" | "record" | "union" }>;

function scalarCodec(type: ScalarType): Codec {
  const value = scalarReader(type);
  const { type: logical } = logicalTypeOf(type);
  return { value, json: (from) => textOf(logical, value(from)), skip: scalarSkip(type) };
}

/** Within JSON, what does not fit stands as what is left of it. */
function textOf(type: LogicalType, value: Coerced): string {
  return jsonText(type, value instanceof Misfit ? value.value : value);
}

function scalarReader(type: ScalarType): (from: ByteReader) => Coerced {
  switch (type.as) {
    case "null":
      return () => null;
    case "boolean":
      return (from) => from.takeByte() !== 0;
    case "int":
    case "long":
      return (from) => from.takeLong();
    case "float":
      return (from) => from.takeFloat();
    case "double":
      return (from) => from.takeDouble();
    case "bytes":
      return (from) => copyOf(from.takeBytes(from.takeInt()));
    case "fixed":
      return (from) => copyOf(from.takeBytes(type.size));
    case "string":
      return takeString;
    case "uuid":
      return (from) => uuidOf(from.takeText());
    case "enum":
      return (from) => {
        const index = from.takeInt();
        const symbol = type.symbols[index];
        if (symbol === undefined)
          throw new RangeError(`an enum of ${type.symbols.length} has no symbol ${index}`);
        return symbol;
      };
    case "decimal":
      return (from) =>
        textOfDecimal(from.takeBytes(type.of === "fixed" ? type.size : from.takeInt()), type.scale);
    case "date":
      return orMisfit("date", textOfDays);
    case "time-millis":
      return orMisfit("time", (value) => textOfTime(value, "millis"));
    case "time-micros":
      return orMisfit("time", (value) => textOfTime(value, "micros"));
    case "timestamp":
      return orMisfit("timestamp", (value) => textOfTimestamp(value, type));
  }
}

function orMisfit(kind: string, textOf: (value: number | bigint) => string | undefined) {
  return (from: ByteReader): Coerced => {
    const value = from.takeLong();
    return textOf(value) ?? notOfType(String(value), kind);
  };
}

function scalarSkip(type: ScalarType): (from: ByteReader) => void {
  switch (type.as) {
    case "null":
      return () => undefined;
    case "boolean":
      return (from) => from.skip(1);
    case "float":
      return (from) => from.skip(4);
    case "double":
      return (from) => from.skip(8);
    case "fixed":
      return (from) => from.skip(type.size);
    case "decimal":
      return (from) => from.skip(type.of === "fixed" ? type.size : from.takeInt());
    case "bytes":
    case "string":
    case "uuid":
      return (from) => from.skip(from.takeInt());
    default:
      return (from) => void from.takeLong();
  }
}

function takeString(from: ByteReader): Coerced {
  const bytes = from.takeBytes(from.takeInt());
  const text = bytes.toString("utf8");
  if (!text.includes("\uFFFD") || isUtf8(bytes)) return text;
  return cut(text, text, "has bytes that are no UTF-8, which became U+FFFD");
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function uuidOf(text: string): Coerced {
  const lower = text.toLowerCase();
  return uuidPattern.test(lower) ? lower : notOfType(text, "uuid");
}

/** A view would keep the whole batch that it came in. */
function copyOf(bytes: Buffer): Value {
  return new Uint8Array(bytes);
}

/** Items of no bytes could be announced without end. */
const maxEmptyItems = 10_000_000;

/** Blocks of an array or a map, until an empty one; a negative count has the block's bytes behind it. */
function eachBlock(from: ByteReader, take: () => void): void {
  for (;;) {
    const count = from.takeInt();
    if (count === 0) return;
    if (count < 0) from.takeLong();
    const items = Math.abs(count);
    if (items > from.left && items > maxEmptyItems) throw new RangeError(`${items} items are announced`);
    for (let index = 0; index < items; index++) take();
  }
}
