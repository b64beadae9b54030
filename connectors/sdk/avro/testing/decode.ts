import avro from "avsc";
import type { Json, JsonObject } from "../../json";

/** Whole numbers that are no safe ones are given as bigint. */
const longs = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => {
    const value = bytes.readBigInt64LE();
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  },
  toBuffer: () => {
    throw new Error("Only for reading.");
  },
  fromJSON: Number,
  toJSON: String,
  isValid: () => true,
  compare: () => 0,
});

/** A record of any schema by another implementation than ours; unions are told as Avro's JSON encoding does, with logical types. */
export function decodeAvro(definition: string, bytes: Uint8Array): JsonObject {
  const schema = JSON.parse(definition) as Json;
  const type = avro.Type.forSchema(structuredClone(schema) as never, {
    registry: { long: longs },
    wrapUnions: "always",
  });
  const value: unknown = type.fromBuffer(Buffer.from(bytes));
  return named(schema, value) as JsonObject;
}

/** The same without the names of union branches. */
export function decodePlain(definition: string, bytes: Uint8Array): JsonObject {
  return plain(decodeAvro(definition, bytes)) as JsonObject;
}

/** Gives branches the names of their logical types, which avsc leaves out. */
function named(schema: Json, value: unknown): unknown {
  if (Array.isArray(schema)) {
    if (value === null) return null;
    const branch = schema.find((option) => option !== "null") ?? null;
    const [inner] = Object.values(value as object) as unknown[];
    return { [branchName(branch)]: named(branch, inner) };
  }
  if (schema === null || typeof schema !== "object") return value;
  if (schema.type === "record") {
    const fields = schema.fields as { name: string; type: Json }[];
    const record = value as Record<string, unknown>;
    return Object.fromEntries(fields.map(({ name, type }) => [name, named(type, record[name])]));
  }
  if (schema.type === "array") return (value as unknown[]).map((item) => named(schema.items ?? null, item));
  if (schema.type === "map") return { ...(value as object) };
  return value;
}

function branchName(schema: Json): string {
  if (typeof schema === "string") return schema;
  const { type, logicalType, namespace, name } = schema as Record<string, string>;
  if (logicalType) return `${type}.${logicalType}`;
  return type === "record" ? `${namespace}.${name}` : String(type);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && branchPattern.test(only[0])) return plain(only[1]);
  return Object.fromEntries(entries.map(([key, child]) => [key, plain(child)]));
}

const branchPattern =
  /^(string|boolean|int|long|double|bytes|array|map|int\.date|long\.time-micros|long\.timestamp-micros|defaultNamespace\..*)$/;
