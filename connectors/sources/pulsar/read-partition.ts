import type { Context } from "@/connectors/sdk";
import { compareMessageIds, placeBehind } from "@/connectors/sdk/pulsar/message-id";
import type { IncomingMessage, MessageId, ReaderOptions } from "@/connectors/sdk/pulsar/types";
import type { PulsarSourceConfig } from "./config";
import type { Pulsar } from "./connection";
import { isBehindEntry, parseMessageId } from "./message-ids";
import { type PartPlace, placeOfMessage } from "./position";

export interface PartRange {
  /** The partition's own name. */
  topic: string;
  partition: number;
  /** undefined: it was never read. */
  from: PartPlace | undefined;
  /** The last message that belongs to it. */
  until: MessageId;
}

/** So many messages are given at once. */
const maxMessages = 200;

/** The messages of a partition, in order, up to where the range or the configuration's end date ends. */
export async function* readPartition(
  { client, config, ctx }: Pulsar,
  range: PartRange,
): AsyncGenerator<IncomingMessage[]> {
  const { topic, from, until } = range;
  const isAtEnd =
    isKnown(from) && compareMessageIds(placeBehind(placeToReadBehind(from)), placeBehind(until)) >= 0;
  if (isAtEnd) return;
  const endMs = config.end_date === undefined ? Infinity : Date.parse(config.end_date);
  const reader = await client.createReader({ topic, start: startOf(config, range), unreadable: "tell" });
  try {
    let messages: IncomingMessage[] = [];
    let isFirst = true;
    for (let message = await reader.next(); message !== null; message = await reader.next()) {
      if (isFirst && (reader.hasFoundStart === false || isOtherThan(from, message.id)))
        tellOfGap(range, message.id, ctx);
      isFirst = false;
      if (isBehindEntry(message.id, until) || message.publishTimeMs >= endMs) break;
      messages.push(message);
      if (messages.length < maxMessages) continue;
      yield messages;
      messages = [];
    }
    if (messages.length > 0) yield messages;
  } finally {
    await reader.close();
  }
}

function isKnown(place: PartPlace | undefined): place is Exclude<PartPlace, "start"> {
  return place !== undefined && place !== "start";
}

/** Where another message was to come next. */
export function isOtherThan(place: PartPlace | undefined, id: MessageId): boolean {
  return isKnown(place) && place.isNext && placeOfMessage(place.id) !== placeOfMessage(id);
}

/** Of a message that is to come: the one before it in its batch, or the entry before its own. */
function placeToReadBehind({ id, isNext }: Exclude<PartPlace, "start">): MessageId {
  if (!isNext) return id;
  return id.batchIndex > 0
    ? { ...id, batchIndex: id.batchIndex - 1 }
    : { ...id, entryId: id.entryId - 1n, batchIndex: -1 };
}

function startOf(
  { start }: PulsarSourceConfig,
  { topic, partition, from }: PartRange,
): ReaderOptions["start"] {
  if (from === "start") return { at: "earliest" };
  if (isKnown(from)) return { after: placeToReadBehind(from), isExpected: from.wasRead };
  switch (start.at) {
    case "timestamp":
      return { sinceMs: Date.parse(start.start_date) };
    case "message_id": {
      const local = topic.slice(topic.lastIndexOf("/") + 1);
      const named = start.positions.find((position) => position.topic === local || position.topic === topic);
      return named ? { after: parseMessageId(named.message_id, partition) } : { at: "earliest" };
    }
    case "latest": // where a topic ended was noted when it was first read: what is not known is new
    case "earliest":
      return { at: "earliest" };
  }
}

/** By the ids alone nobody can tell a topic whose messages were removed from one that was made anew. */
function tellOfGap({ topic, from }: PartRange, first: MessageId, ctx: Context): void {
  if (!isKnown(from)) return;
  const [last = "", next = ""] = [from.id, first].map(({ ledgerId, entryId }) => `${ledgerId}:${entryId}`);
  ctx.log(
    "warn",
    `${topic}: the message ${last}, up to which it had been read or was to be read next, is not there any more: retention has removed it, or the topic was made anew. Reading goes on at ${next}; what stood between them is lost to this stream. Keep messages longer, or sync more often.`,
    { gaps: 1, after: last, next },
  );
}
