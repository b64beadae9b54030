import type { Field, Value } from "@/connectors/sdk";
import { parentOf } from "@/connectors/sdk/pulsar/topic-names";
import type { IncomingMessage } from "@/connectors/sdk/pulsar/types";
import { formatMessageId } from "./message-ids";

export const metadataColumns = [
  "_pulsar_message_id",
  "_pulsar_publish_time",
  "_pulsar_event_time",
  "_pulsar_key",
  "_pulsar_properties",
  "_pulsar_producer",
  "_pulsar_topic",
  "_pulsar_partition",
] as const;

export type MetadataColumn = (typeof metadataColumns)[number];

export const keyColumn: MetadataColumn = "_pulsar_key";

interface Metadata {
  field: Omit<Field, "name">;
  /** `topic` is the partition's own name. */
  read(message: IncomingMessage, topic: string): Value;
}

const text = { kind: "string" } as const;
const instant = { kind: "timestamp", zoned: true } as const;

/** What there is to know of a message beside what is in it. */
const metadata: Record<MetadataColumn, Metadata> = {
  _pulsar_message_id: { field: { type: text, nullable: false }, read: ({ id }) => formatMessageId(id) },
  _pulsar_publish_time: {
    field: { type: instant, nullable: false },
    read: ({ publishTimeMs }) => instantText(publishTimeMs),
  },
  _pulsar_event_time: {
    field: { type: instant, nullable: true },
    read: ({ eventTimeMs }) => (eventTimeMs === null ? null : instantText(eventTimeMs)),
  },
  _pulsar_key: { field: { type: text, nullable: true }, read: ({ key }) => key },
  _pulsar_properties: {
    field: { type: { kind: "object", fields: [] }, nullable: false },
    read: ({ properties }) => JSON.stringify(properties),
  },
  _pulsar_producer: { field: { type: text, nullable: false }, read: ({ producerName }) => producerName },
  _pulsar_topic: { field: { type: text, nullable: false }, read: (_message, topic) => parentOf(topic) },
  _pulsar_partition: {
    field: { type: { kind: "integer", bits: 32 }, nullable: true },
    read: ({ id }) => (id.partition < 0 ? null : id.partition),
  },
};

export function isMetadataColumn(name: string): name is MetadataColumn {
  return Object.hasOwn(metadata, name);
}

export function metadataField(name: MetadataColumn): Field {
  return { name, ...metadata[name].field };
}

export function metadataReader(name: MetadataColumn): Metadata["read"] {
  return metadata[name].read;
}

/** Beyond what a date can be, which a producer may have sent, there is no text. */
function instantText(ms: number): string | null {
  const instant = new Date(ms);
  const isKnown =
    !Number.isNaN(instant.getTime()) && instant.getUTCFullYear() >= 0 && instant.getUTCFullYear() <= 9999;
  return isKnown ? instant.toISOString() : null;
}
