import { z } from "zod";
import { ConfigError, type Checkpoint } from "@/connectors/sdk";
import type { MessageId } from "@/connectors/sdk/pulsar/types";

const idSchema = z.object({
  ledger: z.string().regex(/^\d+$/),
  entry: z.string().regex(/^\d+$/),
  batch: z.int(),
});

/** The last message of one writer that a checkpoint vouches for, by partition (0 where there are none). */
const writerSchema = z.object({ producer: z.string(), upTo: z.record(z.string(), idSchema) });

/** A producer's name, and the sequence ids of what comes behind the checkpoint, by partition (0 where there are none). */
const sequenceSchema = z.object({
  producer: z.string(),
  next: z.record(z.string(), z.string().regex(/^\d+$/)),
});

const streamSchema = z.object({
  /** As `tableKey` gives it. */
  table: z.string(),
  syncId: z.int(),
  generation: z.int(),
  /** How often the run has begun the feed anew. Rows of an earlier round are not counted. */
  round: z.int(),
  topic: z.string(),
  /** Rows that checkpoints of this run and round vouch for, and keys that went. */
  rows: z.int(),
  deleted: z.int(),
  /** Empty with transactions, which leave nothing behind that no checkpoint vouches for. */
  writers: z.array(writerSchema),
  /** Of a feed whose rows come again as they were: whose names its messages bear; the last one goes on. */
  sequences: z.array(sequenceSchema).default([]),
});

const positionSchema = z.object({
  feedId: z.string(),
  fence: z.int(),
  checkpoint: z.custom<Checkpoint>().nullable(),
  streams: z.array(streamSchema),
  /** The transaction that it came with, as `transactionName` gives it. */
  transaction: z.string().optional(),
});

const openSchema = z.object({
  feedId: z.string(),
  fence: z.int(),
  mostBits: z.string().regex(/^\d+$/),
  leastBits: z.string().regex(/^\d+$/),
  /** When the broker ends it at the latest; milliseconds since the epoch. */
  endsAtMs: z.int(),
});

const fenceSchema = z.object({ feedId: z.string(), fence: z.int() });

export type StreamState = z.output<typeof streamSchema>;
export type PositionState = z.output<typeof positionSchema>;
export type SequenceState = z.output<typeof sequenceSchema>;
export type WriterState = z.output<typeof writerSchema>;

export type OpenTransaction = Pick<z.output<typeof openSchema>, "mostBits" | "leastBits" | "endsAtMs">;

/** Keys of the three kinds of messages in a position topic. */
export const fenceKey = "fence";
export const positionKey = "position";
export const openKey = "transaction";

/** What a position topic says of its feed. */
export interface FeedBook {
  /** null where the feed was never opened. */
  feedId: string | null;
  /** The highest that was found. */
  fence: number;
  position: PositionState | null;
  /** The last transaction that was begun, whatever became of it. */
  open: OpenTransaction | null;
}

export const emptyBook: FeedBook = { feedId: null, fence: 0, position: null, open: null };

/** The book with one more message; what others than Sluice wrote there is refused. */
export function readMessage(book: FeedBook, { key, value, topic }: StoredMessage): FeedBook {
  if (key === fenceKey) {
    const { feedId, fence } = parse(fenceSchema, value, topic);
    return { ...book, feedId, fence: Math.max(book.fence, fence) };
  }
  if (key === openKey) {
    const { feedId, fence, ...open } = parse(openSchema, value, topic);
    return { ...book, feedId, fence: Math.max(book.fence, fence), open };
  }
  if (key !== positionKey) return book;
  const position = parse(positionSchema, value, topic);
  // Over WebSocket a message of a former holder may still have been on its way.
  if (position.fence < book.fence) return book;
  return { ...book, feedId: position.feedId, fence: Math.max(book.fence, position.fence), position };
}

/** Of clocks: workers' are less apart. */
const clockMarginMs = 10 * 60 * 1000;

/** The transaction that a writer may have left open; null where it is known to be over. */
export function leftOpen({ open, position }: FeedBook, nowMs: number): OpenTransaction | null {
  if (open === null || nowMs > open.endsAtMs + clockMarginMs) return null;
  return position?.transaction === transactionName(open) ? null : open;
}

export function transactionName({ mostBits, leastBits }: Pick<OpenTransaction, "mostBits" | "leastBits">) {
  return `${mostBits}:${leastBits}`;
}

export interface StoredMessage {
  key: string | null;
  value: Uint8Array | null;
  topic: string;
}

export function writeFence(feedId: string, fence: number): Uint8Array {
  return encode({ feedId, fence });
}

export function writeOpen(feedId: string, fence: number, open: OpenTransaction): Uint8Array {
  return encode({ feedId, fence, ...open });
}

export function writePosition(state: PositionState): Uint8Array {
  return encode(state);
}

export function storedId({ ledgerId, entryId, batchIndex }: MessageId): z.output<typeof idSchema> {
  return { ledger: String(ledgerId), entry: String(entryId), batch: batchIndex };
}

/** Whether a message stands behind another one of the same partition. */
export function isBehind(id: MessageId, other: z.output<typeof idSchema>): boolean {
  if (id.ledgerId !== BigInt(other.ledger)) return id.ledgerId > BigInt(other.ledger);
  if (id.entryId !== BigInt(other.entry)) return id.entryId > BigInt(other.entry);
  return id.batchIndex > other.batch;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: Uint8Array | null,
  topic: string,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(value ?? []).toString()));
  } catch (cause) {
    throw new ConfigError(
      `${topic} holds a message that Sluice did not write. Remove the topic: what it vouches for is then read from the source again.`,
      { cause },
    );
  }
}
