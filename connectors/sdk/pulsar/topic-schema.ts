import { ConfigError } from "../errors";
import type { CommandFields } from "./commands";
import type { Connections } from "./connections";
import { refusalCodeOf } from "./errors";
import type { MessageOf } from "./messages";
import { schemaKinds } from "./protocol-values";
import type { SchemaType, TopicSchema } from "./types";

/** The broker's numbers for a topic that has no schema (or is not there), and for a version that is not there. */
const notFound = new Set([11, 13]);

/** See `PulsarClient.schemaOf`. */
export async function readTopicSchema(
  connections: Connections,
  topic: string,
  version: Uint8Array | null,
): Promise<TopicSchema | null> {
  const { schema } = await askForSchema(connections, topic, version);
  return schema === undefined ? null : toTopicSchema(schema, topic);
}

/** See `PulsarClient.schemaVersionsOf`. Brokers number versions from 0 on; one that was removed is left out. */
export async function readSchemaVersions(connections: Connections, topic: string): Promise<TopicSchema[]> {
  const { schema, schemaVersion } = await askForSchema(connections, topic, null);
  if (schema === undefined) return [];
  const newest = toTopicSchema(schema, topic);
  if (schemaVersion?.length !== versionBytes) return [newest];
  const count = Number(Buffer.from(schemaVersion).readBigInt64BE());
  const older = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      readTopicSchema(connections, topic, numberedVersion(BigInt(number))),
    ),
  );
  return [...older.filter((version) => version !== null), newest];
}

const versionBytes = 8;

function numberedVersion(number: bigint): Uint8Array {
  const version = Buffer.alloc(versionBytes);
  version.writeBigInt64BE(number);
  return version;
}

function askForSchema(
  connections: Connections,
  topic: string,
  version: Uint8Array | null,
): Promise<Pick<CommandFields<"getSchemaResponse">, "schema" | "schemaVersion">> {
  const doing = `Asking for the schema of ${topic}`;
  return connections.retry(async () => {
    const connection = await connections.forTopic(topic);
    const fields = { topic, ...(version === null ? {} : { schemaVersion: version }) };
    try {
      return await connection.request("getSchema", fields, doing);
    } catch (error) {
      if (notFound.has(refusalCodeOf(error) ?? -1)) return {};
      throw error;
    }
  });
}

function toTopicSchema(schema: MessageOf<"Schema">, topic: string): TopicSchema {
  const { name, definition, properties = [] } = schema;
  return {
    name,
    type: typeOf(schema.type, topic),
    definition,
    properties: Object.fromEntries(properties.map(({ key, value }) => [key, value])),
  };
}

function typeOf(kind: number, topic: string): SchemaType {
  const found = Object.entries(schemaKinds).find(([, number]) => number === kind)?.[0];
  if (found !== undefined) return found as SchemaType;
  if (kind === 0) return "bytes";
  throw new ConfigError(
    `The schema of ${topic} is of Pulsar's type ${kind}, which is not read here: ${Object.keys(schemaKinds).join(", ")} are.`,
  );
}
