import type { Context, Json, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { createRecordDecoder, type RecordDecoder } from "@/connectors/sdk/avro/decode";
import type { IncomingMessage, PulsarClient, TopicSchema } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { withPulsar } from "./connection";
import { presentTopic } from "./measure";
import { eachMessage, partsOf } from "./read-topic";

/** What every message has beside its record. */
const messageColumns = [
  { name: "publish_time", type: "of the message" },
  { name: "key", type: "of the message" },
];

/** The last messages of the topic, with the schema that each was written with; the newest schema is the definition. */
export async function previewTopic(
  config: PulsarConfig,
  { plan, maxRows, maxCharacters }: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  return withPulsar(config, ctx, async ({ client, topics, ...rest }) => {
    const topic = await presentTopic({ client, topics, ...rest }, plan);
    const parts = topic === null ? [] : await partsOf(client, topics.namespace, topic);
    if (topic === null || parts.length === 0) return null;
    const messages: IncomingMessage[] = [];
    for (const part of parts) messages.push(...(await lastMessages(client, part, maxRows)));
    messages.sort((one, other) => one.publishTimeMs - other.publishTimeMs);
    const newest = await client.schemaOf(topic, null);
    const { fields } = decoderOf(newest);
    const decode = decoderByVersion(client, topic);
    const rows: TablePreview["rows"] = [];
    for (const message of messages.slice(-maxRows)) {
      const record = await decode(message);
      const texts = [
        new Date(message.publishTimeMs).toISOString(),
        message.key,
        ...fields.map(({ name }) => textOf(record.get(name) ?? null)),
      ];
      rows.push(texts.map((text) => text?.slice(0, maxCharacters) ?? null));
    }
    return {
      place: topic,
      columns: [...messageColumns, ...fields],
      rows,
      ...(newest ? { definition: Buffer.from(newest.definition).toString() } : {}),
    };
  });
}

/** An entry has at least one message: so many entries before the last one are enough, as far as its ledger goes back. */
async function lastMessages(
  client: PulsarClient,
  topic: string,
  maxMessages: number,
): Promise<IncomingMessage[]> {
  const reader = await client.createReader({ topic, start: { at: "latest" } });
  const last = await reader.lastMessageId().finally(() => reader.close());
  if (last === null) return [];
  const from = last.entryId - BigInt(maxMessages);
  const after = { ...last, entryId: from < -1n ? -1n : from, batchIndex: -1 };
  const messages: IncomingMessage[] = [];
  await eachMessage(client, { topic, start: { after } }, (message) => {
    messages.push(message);
    if (messages.length > 2 * maxMessages) messages.splice(0, messages.length - maxMessages);
  });
  return messages.slice(-maxMessages);
}

/** A topic's schema is asked for once by version. */
function decoderByVersion(client: PulsarClient, topic: string) {
  const decoders = new Map<string, RecordDecoder>();
  return async ({ value, schemaVersion }: IncomingMessage): Promise<Map<string, Json>> => {
    if (value === null) return new Map();
    const version = schemaVersion === null ? "" : Buffer.from(schemaVersion).toString("hex");
    const known = decoders.get(version) ?? decoderOf(await client.schemaOf(topic, schemaVersion));
    decoders.set(version, known);
    const values = known.decode(value);
    return new Map(known.fields.map(({ name }, index) => [name, values[index] ?? null]));
  };
}

function decoderOf(schema: TopicSchema | null): RecordDecoder {
  if (schema?.type === "avro") return createRecordDecoder(Buffer.from(schema.definition).toString());
  if (schema?.type === "json") return jsonDecoder(Buffer.from(schema.definition).toString());
  return {
    fields: [{ name: "value", type: "bytes" }],
    decode: (bytes) => [Buffer.from(bytes).toString("base64")],
  };
}

/** Records of a schema of type json are JSON by the same definition. */
function jsonDecoder(definition: string): RecordDecoder {
  const { fields } = createRecordDecoder(definition);
  return {
    fields,
    decode(bytes) {
      const record = JSON.parse(Buffer.from(bytes).toString()) as Record<string, Json>;
      return fields.map(({ name }) => record[name] ?? null);
    },
  };
}

function textOf(value: Json): string | null {
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
