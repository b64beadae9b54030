import { isUtf8 } from "node:buffer";
import { ConfigError, type Field, type LogicalType } from "@/connectors/sdk";
import { fieldsOfRecord, logicalTypeOf } from "@/connectors/sdk/avro/logical-types";
import { compileJsonReader, compileJsonRecordReader } from "@/connectors/sdk/avro/read-json";
import { type AvroType, readAvroSchema } from "@/connectors/sdk/avro/read-schema";
import { compileRecordReader, compileValueReader } from "@/connectors/sdk/avro/read-values";
import { coercerOf, type Coerced } from "@/connectors/sdk/json-values/coerce";
import { jsonKind } from "@/connectors/sdk/json-values/text";
import type { TopicSchema } from "@/connectors/sdk/pulsar/types";
import { readPairSchema, separated, splitPair } from "./key-value";
import { primitives, readText } from "./primitives";

/** How what has no schema is read. */
export type Plain = "text" | "json" | "binary";

/** What is in the messages of one version of a schema. */
export interface Payload {
  fields: Field[];
  /** What reads the values of `names` in their order, null for a name that it has no field of. */
  compile(names: readonly string[]): ReadPayload;
}

/** Of a message's value and key; throws where they are none of the schema. */
export type ReadPayload = (value: Uint8Array, key: string | null) => Coerced[];

/** What is no record has one column. */
const valueColumn = "value";

/** ConfigError for a schema that nobody could read. */
export function payloadOf(schema: TopicSchema | null, plain: Plain): Payload {
  if (schema === null || schema.type === "bytes") return oneColumn(plainReader(plain));
  if (schema.type === "key_value") return pairPayload(schema);
  const type = recordTypeOf(schema);
  if (type?.as !== "record") return oneColumn(wholeReader(schema));
  return {
    fields: fieldsOfRecord(type).map(asNullable),
    compile(names) {
      if (schema.type === "avro") return compileRecordReader(type, names);
      const read = compileJsonRecordReader(type, names);
      return (value) => read(readText(bufferOf(value)));
    },
  };
}

/** What a sample of messages without a schema shows. */
export function plainOf(values: readonly Uint8Array[]): Plain {
  if (values.length === 0 || !values.every((value) => isUtf8(value))) return "binary";
  return values.every((value) => jsonKind(bufferOf(value).toString()) !== null) ? "json" : "text";
}

/** A value as a whole. */
export interface WholeReader {
  type: LogicalType;
  read(bytes: Buffer): Coerced;
}

/** Of a schema that is no pair. */
export function wholeReader(schema: TopicSchema): WholeReader {
  switch (schema.type) {
    case "avro": {
      const type = readAvroSchema(definitionOf(schema));
      return { type: logicalTypeOf(type).type, read: compileValueReader(type) };
    }
    case "json": {
      const type = recordTypeOf(schema);
      if (type === null) return plainReader("json");
      const read = compileJsonReader(type);
      return { type: logicalTypeOf(type).type, read: (bytes) => read(readText(bytes)) };
    }
    case "key_value":
      throw new ConfigError("A pair within a pair is not read here.");
    default:
      return primitives[schema.type];
  }
}

/** The Avro type that the schema is written as; null for a primitive, and for JSON that old clients described otherwise. */
function recordTypeOf(schema: TopicSchema): AvroType | null {
  if (schema.type === "avro") return readAvroSchema(definitionOf(schema));
  if (schema.type !== "json") return null;
  try {
    return readAvroSchema(definitionOf(schema));
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

function plainReader(plain: Plain): WholeReader {
  switch (plain) {
    case "binary":
      return primitives.bytes;
    case "text":
      return primitives.string;
    case "json": {
      const coercer = coercerOf({ kind: "json" });
      return {
        type: { kind: "json" },
        read(bytes) {
          const text = readText(bytes).trim();
          if (jsonKind(text) === null) throw new Error("it is no JSON");
          return coercer.fromText(text);
        },
      };
    }
  }
}

function oneColumn({ type, read }: WholeReader): Payload {
  return {
    fields: [{ name: valueColumn, type, nullable: true }],
    compile: (names) => {
      const slot = names.indexOf(valueColumn);
      return (value) => names.map((_name, index) => (index === slot ? read(bufferOf(value)) : null));
    },
  };
}

/** Two columns, each as a whole. */
function pairPayload(schema: TopicSchema): Payload {
  const pair = readPairSchema(schema);
  const readers = { key: wholeReader(pair.key), value: wholeReader(pair.value) };
  const orNull = (bytes: Buffer | null, { read }: WholeReader) => (bytes === null ? null : read(bytes));
  return {
    fields: [
      { name: "key", type: readers.key.type, nullable: true },
      { name: valueColumn, type: readers.value.type, nullable: true },
    ],
    compile: (names) => (payload, messageKey) => {
      const { key, value } = pair.isSeparated ? separated(payload, messageKey) : splitPair(payload);
      return names.map((name) => {
        if (name === "key") return orNull(key, readers.key);
        return name === valueColumn ? orNull(value, readers.value) : null;
      });
    },
  };
}

function asNullable(field: Field): Field {
  return { ...field, nullable: true };
}

function definitionOf({ definition }: TopicSchema): string {
  return bufferOf(definition).toString("utf8");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
