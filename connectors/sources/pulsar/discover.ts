import { ConfigError, type Context, type Field, type Stream } from "@/connectors/sdk";
import { joinFields } from "@/connectors/sdk/avro/join-types";
import type { MessageId } from "@/connectors/sdk/pulsar/types";
import type { PulsarSourceConfig } from "./config";
import { mapSome, type Pulsar, withPulsar } from "./connection";
import { isMetadataColumn, keyColumn, metadataColumns, metadataField } from "./metadata";
import { payloadOf, type Plain, plainOf } from "./payload";
import { listTopics, partOf, type Topic } from "./topics";

/** Each topic is asked for its schema by itself: brokers tell no two in one answer. */
export async function discoverTopics(
  config: PulsarSourceConfig,
  ctx: Context,
  filter?: { namespace?: string; name: string }[],
): Promise<Stream[]> {
  return withPulsar(config, ctx, async (pulsar) => {
    const names = filter && new Set(filter.map(({ name }) => name));
    const topics = (await listTopics(pulsar)).filter(({ name }) => !names || names.has(name));
    const streams = await mapSome(topics, (topic) => streamOf(pulsar, topic));
    return streams.filter((stream) => stream !== null);
  });
}

/** null for a topic that cannot be read, which the log tells. */
async function streamOf(pulsar: Pulsar, topic: Topic): Promise<Stream | null> {
  const { config, ctx } = pulsar;
  try {
    const payload = await payloadFields(pulsar, topic);
    return {
      namespace: config.topic_namespace,
      name: topic.name,
      fields: [...withoutMetadata(payload, topic, ctx), ...chosenMetadata(config)],
      primaryKey: config.primary_key === "message_key" ? [[keyColumn]] : [],
      cursorFields: [],
      cursorIsGiven: true,
      supports: { fullRefresh: true, incremental: true, deletes: config.tombstones === "delete" },
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    ctx.log("warn", `The topic ${topic.full} is left out: ${error.message}`);
    return null;
  }
}

/** Those of every version of its schema, the newest first: older messages keep theirs. */
async function payloadFields(pulsar: Pulsar, topic: Topic): Promise<Field[]> {
  const schemas = await pulsar.client.schemaVersionsOf(topic.full);
  if (schemas.length === 0) return payloadOf(null, await plainFor(pulsar, topic)).fields;
  const versions = schemas.map((schema) => payloadOf(schema, "binary").fields).reverse();
  return versions.reduce(joinFields);
}

async function plainFor(pulsar: Pulsar, topic: Topic): Promise<Plain> {
  const { without_schema: chosen } = pulsar.config;
  return chosen === "detect" ? plainOf(await newestValues(pulsar, topic)) : chosen;
}

/** So many entries before the last one are looked at. */
const sampledEntries = 50n;
const sampledBytes = 1024 * 1024;

/** Of the first partition that has any. */
async function newestValues({ client }: Pulsar, { full, partitions }: Topic): Promise<Uint8Array[]> {
  for (const partition of partitions) {
    const topic = partOf(full, partition);
    const atEnd = await client.createReader({ topic, start: { at: "latest" } });
    const last = await atEnd.lastMessageId().finally(() => atEnd.close());
    if (last === null) continue;
    const reader = await client.createReader({
      topic,
      start: { after: shortlyBefore(last) },
      unreadable: "tell",
    });
    try {
      const values: Uint8Array[] = [];
      let bytes = 0;
      for (
        let message = await reader.next();
        message && bytes < sampledBytes;
        message = await reader.next()
      ) {
        if (message.value === null || message.fault !== undefined) continue;
        values.push(message.value);
        bytes += message.value.length;
      }
      if (values.length > 0) return values;
    } finally {
      await reader.close();
    }
  }
  return [];
}

function shortlyBefore(last: MessageId): MessageId {
  const entryId = last.entryId - sampledEntries;
  return { ...last, entryId: entryId < -1n ? -1n : entryId, batchIndex: -1 };
}

function chosenMetadata({ metadata_columns: chosen, primary_key: key }: PulsarSourceConfig): Field[] {
  return metadataColumns
    .filter((name) => chosen.includes(name) || (name === keyColumn && key === "message_key"))
    .map(metadataField);
}

/** What a message is called by has its name to itself. */
function withoutMetadata(fields: Field[], { full }: Topic, ctx: Context): Field[] {
  const left = fields.filter(({ name }) => isMetadataColumn(name)).map(({ name }) => name);
  if (left.length > 0)
    ctx.log("warn", `Fields of ${full} are left out, because columns of the message are called like that.`, {
      fields: left,
    });
  return fields.filter(({ name }) => !isMetadataColumn(name));
}
