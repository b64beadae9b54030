import { ConfigError } from "@/connectors/sdk";
import { schemaKinds } from "@/connectors/sdk/pulsar/protocol-values";
import type { SchemaType, TopicSchema } from "@/connectors/sdk/pulsar/types";

export interface PairSchema {
  key: TopicSchema;
  value: TopicSchema;
  /** The key is the message's key; otherwise both are in the payload. */
  isSeparated: boolean;
}

/** Takes a schema of type KeyValue apart: both definitions with their lengths, and what kind they are as properties. */
export function readPairSchema({ definition, properties }: TopicSchema): PairSchema {
  const parts = takeTwo(Buffer.from(definition));
  const part = (name: "key" | "value", found: Buffer | null): TopicSchema => ({
    name: properties[`${name}.schema.name`] ?? "",
    type: typeNamed(properties[`${name}.schema.type`]),
    definition: found ?? new Uint8Array(0),
    properties: {},
  });
  return {
    key: part("key", parts.key),
    value: part("value", parts.value),
    isSeparated: properties["kv.encoding.type"] === "SEPARATED",
  };
}

export interface PairBytes {
  /** null for what is null. */
  key: Buffer | null;
  value: Buffer | null;
}

/** Both in the payload. */
export function splitPair(payload: Uint8Array): PairBytes {
  return takeTwo(viewOf(payload));
}

/** The key is the message's, in base64. */
export function separated(payload: Uint8Array, key: string | null): PairBytes {
  return { key: key === null ? null : Buffer.from(key, "base64"), value: viewOf(payload) };
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** [length i32][bytes] twice; -1 for null. */
function takeTwo(bytes: Buffer): PairBytes {
  const [key, next] = takeOne(bytes, 0);
  const [value] = takeOne(bytes, next);
  return { key, value };
}

function takeOne(bytes: Buffer, at: number): [Buffer | null, number] {
  const length = bytes.readInt32BE(at);
  const end = at + 4 + Math.max(length, 0);
  if (end > bytes.length)
    throw new RangeError(`a part of the pair has ${length} bytes, ${bytes.length - at - 4} are there`);
  return [length < 0 ? null : bytes.subarray(at + 4, end), end];
}

function typeNamed(name: string | undefined): SchemaType {
  const type = (name ?? "BYTES").toLowerCase();
  if (type === "bytes" || type === "none") return "bytes";
  if (type in schemaKinds) return type as SchemaType;
  throw new ConfigError(`A part of the pair has a schema of type ${name ?? ""}, which is not read here.`);
}
