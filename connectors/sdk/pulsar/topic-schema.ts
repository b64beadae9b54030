import { ConfigError } from "../errors";
import type { Connections } from "./connections";
import { refusalCodeOf } from "./errors";
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
  const doing = `Asking for the schema of ${topic}`;
  const schema = await connections.retry(async () => {
    const connection = await connections.forTopic(topic);
    const fields = { topic, ...(version === null ? {} : { schemaVersion: version }) };
    try {
      return (await connection.request("getSchema", fields, doing)).schema;
    } catch (error) {
      if (notFound.has(refusalCodeOf(error) ?? -1)) return undefined;
      throw error;
    }
  });
  if (schema === undefined) return null;
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
