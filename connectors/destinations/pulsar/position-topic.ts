import { FencedError } from "@/connectors/sdk";
import type { MessageId, Producer, Transaction } from "@/connectors/sdk/pulsar/types";
import type { Pulsar } from "./connection";
import {
  emptyBook,
  fenceKey,
  isBehind,
  leftOpen,
  openKey,
  positionKey,
  readMessage,
  storedId,
  transactionName,
  writeFence,
  writeOpen,
  writePosition,
  type FeedBook,
  type PositionState,
} from "./feed-state";
import { makeBook } from "./own-topics";
import { eachMessage } from "./read-topic";

/** Between looks at a topic behind somebody else's open transaction. */
const pollMs = 50;
const unbatched = { maxMessages: 1, maxBytes: 1, maxDelayMs: 1 };

export interface FeedName {
  connectionId: string;
  feedId: string;
}

/**
 * The book of one feed: a compacted topic with its fence and its position. Whoever holds it is the only one who can write
 * there, and every transaction of earlier holders is over.
 */
export class PositionTopic {
  private constructor(
    private readonly pulsar: Pulsar,
    private readonly feedId: string,
    private readonly producer: Producer,
    /** As it was found. */
    readonly found: FeedBook,
    readonly fence: number,
  ) {}

  /**
   * Raises the fence to what `fenceAfter` makes of the one that is found; FencedError where that is lower. Throws the former
   * holder out, ends the transaction that it may have left, and waits until that is over, committed or not.
   */
  static async take(
    pulsar: Pulsar,
    { connectionId, feedId }: FeedName,
    fenceAfter: (found: number) => number,
  ): Promise<PositionTopic> {
    const { client, topics } = pulsar;
    const topic = topics.positionOf(connectionId, feedId);
    await makeBook(pulsar, topic);
    const isThere = (await client.topicsOf(topics.namespace)).includes(topic);
    const before = isThere ? await readBook(pulsar, topic) : emptyBook;
    const fence = fenceAfter(before.fence);
    // Nobody is thrown out by whoever comes too late.
    if (before.fence > fence) throw fenced(feedId, fence, before.fence);
    let producer: Producer | null = null;
    try {
      producer = await client.createProducer({
        topic,
        access: "exclusive_with_fencing",
        batching: unbatched,
      });
      const book = await readBehind(pulsar, { producer, feedId, fence });
      if (book.fence > fence) throw fenced(feedId, fence, book.fence);
      return new PositionTopic(pulsar, feedId, producer, book, fence);
    } catch (error) {
      await producer?.close();
      if (!(error instanceof FencedError) || error.current > fence) throw error;
      throw fenced(feedId, fence, Math.max((await readBook(pulsar, topic)).fence, fence + 1));
    }
  }

  /** How many messages were sent again, see Producer. */
  get resentCount(): number {
    return this.producer.resentCount;
  }

  /** Part of the transaction, or durable when it resolves where there is none. FencedError once somebody else holds the book. */
  async write(
    state: Omit<PositionState, "feedId" | "fence" | "transaction">,
    transaction?: Transaction,
  ): Promise<void> {
    const name = transaction ? { transaction: transactionName(textsOf(transaction)) } : {};
    const value = writePosition({ ...state, ...name, feedId: this.feedId, fence: this.fence });
    await this.send(positionKey, value, transaction);
  }

  /**
   * Notes a transaction before anything is sent in it: whoever holds the book next ends it at once, instead of waiting for its
   * time-out. FencedError as with `write`.
   */
  async announce(transaction: Transaction, timeoutMs: number): Promise<void> {
    const endsAtMs = this.pulsar.ctx.clock.now() + timeoutMs;
    await this.send(openKey, writeOpen(this.feedId, this.fence, { ...textsOf(transaction), endsAtMs }));
  }

  async close(): Promise<void> {
    await this.producer.close();
  }

  private send(key: string, value: Uint8Array, transaction?: Transaction): Promise<void> {
    return this.asHolder(async () => {
      await this.producer.send({ key, value }, transaction);
      await this.producer.flush();
    });
  }

  /** The broker does not tell who fenced a producer; the book does. */
  private async asHolder<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FencedError)) throw error;
      const { fence } = await readBook(this.pulsar, this.producer.topic);
      throw fenced(this.feedId, this.fence, Math.max(fence, this.fence + 1));
    }
  }
}

/** What a position topic says, without holding it. */
export async function readBook({ client }: Pulsar, topic: string): Promise<FeedBook> {
  let book = emptyBook;
  await eachMessage(client, { topic, start: { at: "earliest" }, isCompacted: true }, (message) => {
    book = readMessage(book, { ...message, topic });
  });
  return book;
}

interface Taking {
  producer: Producer;
  feedId: string;
  fence: number;
}

/**
 * Sends the fence and reads the topic up to it. Readers stay behind open transactions: once our own message is seen, every
 * earlier one that had come as far as this topic is over. One that had not can never commit, and is ended for the sake of those
 * who read the stream's topic.
 */
async function readBehind(pulsar: Pulsar, { producer, feedId, fence }: Taking): Promise<FeedBook> {
  const { client, ctx } = pulsar;
  const { topic } = producer;
  await producer.send({ key: fenceKey, value: writeFence(feedId, fence) });
  await producer.flush();
  const own = ownId(producer);
  const reader = await client.createReader({ topic, start: { at: "earliest" }, isCompacted: true });
  try {
    let book = emptyBook;
    let isEnded = false;
    for (;;) {
      const message = await reader.next();
      if (message) book = readMessage(book, { ...message, topic });
      const isSeen = message !== null && !isBefore(message.id, own);
      if (!isEnded && (isSeen || message === null)) {
        isEnded = true;
        await endLeftOpen(pulsar, book, feedId);
      }
      if (isSeen) return book;
      if (message === null) await ctx.clock.sleep(pollMs, ctx.signal);
    }
  } finally {
    await reader.close();
  }
}

/** Its owner cannot commit it any more, or has: the coordinator tells these apart. */
async function endLeftOpen({ client, ctx }: Pulsar, book: FeedBook, feedId: string): Promise<void> {
  const open = leftOpen(book, ctx.clock.now());
  if (open === null) return;
  ctx.log("info", "An earlier writer left a transaction open: it is ended.", { feedId });
  await client.abandonTransaction({ mostBits: BigInt(open.mostBits), leastBits: BigInt(open.leastBits) });
}

function textsOf({ id }: Transaction) {
  return { mostBits: String(id.mostBits), leastBits: String(id.leastBits) };
}

function ownId(producer: Producer): MessageId {
  const [id] = producer.lastMessageIds().values();
  if (!id) throw new Error(`The broker gave no receipt for the fence in ${producer.topic}.`);
  return id;
}

function isBefore(id: MessageId, other: MessageId): boolean {
  return isBehind(other, storedId(id));
}

function fenced(feedId: string, own: number, current: number): FencedError {
  return new FencedError(
    `Another writer has opened the feed ${feedId} (fence ${current}, this one has ${own}). Nothing that was not committed is kept.`,
    current,
  );
}
