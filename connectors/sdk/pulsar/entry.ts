import { ConfigError } from "../errors";
import type { MessageOf } from "./messages";
import { readSingleMetadata } from "./single-metadata";
import type { IncomingMessage, MessageId } from "./types";

/** What the broker stores as one: a message, a chunk of one, or a batch of messages. */
export interface Entry {
  /** Its `batchIndex` is -1. */
  id: MessageId;
  metadata: MessageOf<"MessageMetadata">;
  /** As it travelled: compressed, where the metadata say so. */
  payload: Buffer;
}

/** How many messages it counts for in the broker's permits. */
export function messagesIn({ metadata }: Entry): number {
  return metadata.numMessagesInBatch ?? 1;
}

export function isBatch({ metadata }: Entry): boolean {
  return metadata.numMessagesInBatch !== undefined;
}

/** Its messages; `payload` is what the entry's comes to uncompressed. Throws where it is cut off. */
export function readMessages(entry: Entry, payload: Buffer): IncomingMessage[] {
  const { id, metadata } = entry;
  if (isBatch(entry)) return readBatch(entry, payload);
  return [
    {
      ...shared(metadata),
      id,
      sequenceId: metadata.sequenceId,
      eventTimeMs: timeOf(metadata.eventTime),
      key: keyOf(metadata),
      properties: propertiesOf(metadata.properties),
      value: metadata.isNullValue === true ? null : payload,
    },
  ];
}

/** One for each message, without what stands in the payload. */
export function countMessages(entry: Entry): IncomingMessage[] {
  const { id, metadata } = entry;
  const facts = { ...shared(metadata), eventTimeMs: timeOf(metadata.eventTime), key: null };
  if (!isBatch(entry))
    return [{ ...facts, id, sequenceId: metadata.sequenceId, properties: {}, value: nothing }];
  return Array.from({ length: messagesIn(entry) }, (_, batchIndex) => ({
    ...facts,
    id: { ...id, batchIndex },
    sequenceId: metadata.sequenceId + BigInt(batchIndex),
    properties: {},
    value: nothing,
  }));
}

/** What no new connection can mend: it is stored like that. */
export function unreadableEntry(
  { ledgerId, entryId }: MessageId,
  topic: string,
  cause: unknown,
): ConfigError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The message ${ledgerId}:${entryId} of ${topic} cannot be read: ${why}.`;
  return new ConfigError(`${message} Read on behind it, or let whoever wrote it send it again.`, { cause });
}

const nothing = new Uint8Array(0);

/** [length u32][SingleMessageMetadata][payload], as often as there are messages. */
function readBatch(entry: Entry, batch: Buffer): IncomingMessage[] {
  const { metadata } = entry;
  const { ledgerId, entryId, partition } = entry.id;
  const { producerName, publishTimeMs, schemaVersion } = shared(metadata);
  const messages: IncomingMessage[] = [];
  for (let batchIndex = 0, at = 0; batchIndex < messagesIn(entry); batchIndex++) {
    const start = at + 4 + batch.readUInt32BE(at);
    const single = readSingleMetadata(batch, at + 4, start);
    at = start + Math.max(single.payloadSize, 0);
    if (at > batch.length) throw new Error(`message ${batchIndex} of the batch is cut off`);
    if (single.isCompactedOut === true) continue;
    // Written out: objects that are spread together take several times as long, for each message.
    messages.push({
      id: { ledgerId, entryId, partition, batchIndex },
      producerName,
      sequenceId: single.sequenceId ?? metadata.sequenceId + BigInt(batchIndex),
      publishTimeMs,
      eventTimeMs: timeOf(single.eventTime),
      key: keyOf(single),
      properties: propertiesOf(single.properties),
      schemaVersion,
      value: single.isNullValue === true ? null : batch.subarray(start, at),
    });
  }
  return messages;
}

function shared({ producerName, publishTime, schemaVersion }: Entry["metadata"]) {
  const hasVersion = schemaVersion !== undefined && schemaVersion.length > 0;
  return {
    producerName,
    publishTimeMs: Number(publishTime),
    schemaVersion: hasVersion ? schemaVersion : null,
  };
}

/** Other clients send 0 for none. */
function timeOf(eventTime: bigint | undefined): number | null {
  return eventTime === undefined || eventTime === 0n ? null : Number(eventTime);
}

function keyOf({
  partitionKey,
  isNullPartitionKey,
}: {
  partitionKey?: string;
  isNullPartitionKey?: boolean;
}) {
  return partitionKey === undefined || isNullPartitionKey === true ? null : partitionKey;
}

function propertiesOf(pairs: MessageOf<"KeyValue">[] | undefined): Record<string, string> {
  return pairs === undefined ? {} : Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
