import avro from "avsc";
import { z } from "zod";
import { ConfigError } from "../errors";
import type { Json } from "../json";

const recordSchema = z.looseObject({
  type: z.literal("record"),
  fields: z.array(z.looseObject({ name: z.string(), type: z.json() })),
});

export interface DecodedField {
  name: string;
  /** As people say it: "string", "timestamp-micros", "array". */
  type: string;
}

export interface RecordDecoder {
  fields: DecodedField[];
  /** The values of a record, in the order of the fields: JSON, with whole numbers of any size, bytes as base64, and dates, times and instants as texts. */
  decode(bytes: Uint8Array): Json[];
}

/** Reads records of any Avro schema, whoever wrote them. ConfigError where the definition is none of a record. */
export function createRecordDecoder(definition: string): RecordDecoder {
  const schema = parseRecord(definition);
  const type = avro.Type.forSchema(structuredClone(schema) as never, {
    registry: { long: wholeNumbers },
    wrapUnions: "always",
  });
  return {
    fields: schema.fields.map(({ name, type }) => ({ name, type: nameOf(type) })),
    decode(bytes) {
      const record = type.fromBuffer(Buffer.from(bytes)) as Record<string, unknown>;
      return schema.fields.map(({ name, type }) => toJson(type, record[name]));
    },
  };
}

function parseRecord(definition: string) {
  try {
    return recordSchema.parse(JSON.parse(definition));
  } catch (cause) {
    throw new ConfigError("The schema is no Avro record that can be read here.", { cause });
  }
}

/** Beyond 2^53 as texts, which JSON keeps. */
const wholeNumbers = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => {
    const value = bytes.readBigInt64LE();
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  },
  toBuffer: () => {
    throw new Error("This decoder does not write.");
  },
  fromJSON: Number,
  toJSON: String,
  isValid: () => true,
  compare: () => 0,
});

/** What people call a type; of a union its first branch that is not null. */
function nameOf(type: Json): string {
  if (Array.isArray(type)) return nameOf(type.find((option) => option !== "null") ?? "null");
  if (type === null || typeof type !== "object") return String(type);
  return String(type.logicalType ?? type.type);
}

/** The branch of a union that a value is of: avsc wraps it in an object under the branch's name. */
function unwrapped(union: Json[], value: object): { type: Json; value: unknown } {
  const [[name, inner] = ["null", null]] = Object.entries(value);
  const isIt = (branch: Json) => {
    if (branch === null || typeof branch !== "object" || Array.isArray(branch)) return branch === name;
    const own = String(branch.name ?? branch.type);
    return own === name || name.endsWith(`.${own}`);
  };
  return { type: union.find(isIt) ?? "null", value: inner };
}

function toJson(type: Json, value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(type)) {
    const branch = unwrapped(type, value as object);
    return toJson(branch.type, branch.value);
  }
  if (type === null || typeof type !== "object") return value as Json;
  if (type.logicalType !== undefined)
    return logicalText(String(type.logicalType), Number(value)) ?? (value as Json);
  switch (type.type) {
    case "array":
      return (value as unknown[]).map((item) => toJson(type.items ?? null, item));
    case "map":
      return mapOf(value as object, () => type.values ?? null);
    case "record": {
      const { fields } = recordSchema.parse(type);
      return mapOf(value as object, (key) => fields.find(({ name }) => name === key)?.type ?? null);
    }
    default:
      return value as Json;
  }
}

function mapOf(value: object, typeOf: (key: string) => Json): Json {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(typeOf(key), item)]));
}

/** null for a logical type that is not known here. */
function logicalText(logicalType: string, value: number): string | null {
  switch (logicalType) {
    case "date":
      return new Date(value * 86_400_000).toISOString().slice(0, 10);
    case "timestamp-millis":
      return new Date(value).toISOString();
    case "timestamp-micros":
      return `${new Date(Math.floor(value / 1e6) * 1000).toISOString().slice(0, 19)}.${microsOf(value)}Z`;
    case "time-millis":
      return new Date(value).toISOString().slice(11, 23);
    case "time-micros":
      return `${new Date(Math.floor(value / 1000)).toISOString().slice(11, 19)}.${microsOf(value)}`;
    default:
      return null;
  }
}

function microsOf(micros: number): string {
  return String(((micros % 1e6) + 1e6) % 1e6).padStart(6, "0");
}
