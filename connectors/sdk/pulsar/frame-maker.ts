import type { Clock } from "../context";
import type { BatchBuffer } from "./batch-buffer";
import { encodeCommand, encodeMessage } from "./codec";
import type { Compressor } from "./compression";
import { MessageTooLargeError } from "./errors";
import { countedBytes, frameInPlace, largestCountedBytes, payloadFrame } from "./frames";
import type { MessageOf } from "./messages";
import { compressionKinds } from "./protocol-values";
import type { Compression, OutgoingMessage, PackedBatch, Transaction } from "./types";

/** What goes to the broker, once or again: always the same bytes. */
export interface Frame {
  bytes: Buffer;
  /** Of its first message: what a receipt names. */
  sequenceId: bigint;
  /** Of its last message: what a refusal may name. */
  highestSequenceId: bigint;
  /** 0 where it is no batch. */
  batchSize: number;
}

export interface FrameSettings {
  producerId: bigint;
  producerName: string;
  schemaVersion: Uint8Array | null;
  compression: Compression;
  compressor: Compressor;
  isChunking: boolean;
  /** The broker's `max_message_size`. */
  maxMessageBytes: number;
  clock: Clock;
}

type Metadata = MessageOf<"MessageMetadata">;
type SendFields = Omit<MessageOf<"CommandSend">, "producerId" | "sequenceId">;
interface BatchParts {
  content: Buffer;
  count: number;
  /** Where the content stands, if the frame may be made there. */
  place: { bytes: Buffer; payloadAt: number } | null;
}
type TransactionId = Transaction["id"] | null;

/** Frames out of batches and single messages, none above the broker's limit. */
export class FrameMaker {
  constructor(private readonly settings: FrameSettings) {}

  batch(batch: BatchBuffer, firstSequenceId: bigint, transaction: TransactionId): Frame {
    const { content, count } = batch;
    return this.batchFrame({ content, count, place: null }, firstSequenceId, transaction);
  }

  /** The frame has the batch's own memory where it can. */
  packed(batch: PackedBatch, firstSequenceId: bigint, transaction: TransactionId): Frame {
    const { bytes, headRoom, count, isSent } = batch;
    const place = isSent ? null : { bytes, payloadAt: headRoom };
    batch.isSent = true;
    return this.batchFrame({ content: bytes.subarray(headRoom), count, place }, firstSequenceId, transaction);
  }

  private batchFrame(
    { content, count, place }: BatchParts,
    firstSequenceId: bigint,
    transaction: TransactionId,
  ): Frame {
    const highestSequenceId = firstSequenceId + BigInt(count - 1);
    const { payload, packing } = this.pack(content);
    const metadata = {
      ...this.metadata(firstSequenceId, transaction),
      ...packing,
      numMessagesInBatch: count,
      highestSequenceId,
    };
    const send = { numMessages: count, highestSequenceId };
    const encoded = encodeMessage("MessageMetadata", metadata);
    const command = this.command(firstSequenceId, transaction, send);
    const isInPlace = place !== null && payload === content;
    const bytes =
      (isInPlace ? frameInPlace(command, encoded, place) : null) ?? payloadFrame(command, encoded, payload);
    return { bytes, sequenceId: firstSequenceId, highestSequenceId, batchSize: count };
  }

  /** One frame, or several with one sequence id where the message goes in chunks. MessageTooLargeError where it cannot. */
  single(message: OutgoingMessage, sequenceId: bigint, transaction: TransactionId): Frame[] {
    const { payload, packing } = this.pack(message.value ?? new Uint8Array(0));
    const metadata = {
      ...this.metadata(sequenceId, transaction),
      ...packing,
      ...carried(message),
    };
    const encoded = encodeMessage("MessageMetadata", metadata);
    const bytes = countedBytes(encoded.length, payload.length);
    const limit = largestCountedBytes(this.settings.maxMessageBytes);
    if (bytes > limit) {
      const hint = "switch chunking on, or raise the limit";
      if (!this.settings.isChunking) throw new MessageTooLargeError(bytes, limit, hint);
      return this.chunks(payload, metadata, transaction);
    }
    const frame = this.frame(sequenceId, transaction, { send: {}, metadata: encoded, payload });
    return [{ bytes: frame, sequenceId, highestSequenceId: sequenceId, batchSize: 0 }];
  }

  private chunks(payload: Uint8Array, whole: Metadata, transaction: TransactionId): Frame[] {
    const { sequenceId } = whole;
    const { producerName, maxMessageBytes } = this.settings;
    const limit = largestCountedBytes(maxMessageBytes);
    const metadataOf = (chunkId: number, numChunks: number) =>
      encodeMessage("MessageMetadata", {
        ...whole,
        chunkUuid: `${producerName}-${sequenceId}`,
        numChunks,
        totalChunkBytes: payload.length,
        chunkId,
      });
    const longest = metadataOf(payload.length, payload.length); // no number of chunks takes more room
    const room = limit - countedBytes(longest.length, 0);
    const hint = "its key and properties leave no room for the value";
    if (room <= 0) throw new MessageTooLargeError(longest.length, limit, hint);
    const numChunks = Math.ceil(payload.length / room);
    return Array.from({ length: numChunks }, (_, chunkId) => {
      const part = payload.subarray(chunkId * room, (chunkId + 1) * room);
      const parts = { send: { isChunk: true }, metadata: metadataOf(chunkId, numChunks), payload: part };
      const bytes = this.frame(sequenceId, transaction, parts);
      return { bytes, sequenceId, highestSequenceId: sequenceId, batchSize: 0 };
    });
  }

  /** What compression does not make smaller goes as it is, so that it makes nothing larger. */
  private pack(bytes: Uint8Array): { payload: Uint8Array; packing: Partial<Metadata> } {
    const { compression, compressor } = this.settings;
    const packing = { uncompressedSize: bytes.length };
    if (compression === "none" || bytes.length === 0) return { payload: bytes, packing };
    const payload = compressor.compress(bytes);
    if (payload.length >= bytes.length) return { payload: bytes, packing };
    return { payload, packing: { ...packing, compression: compressionKinds[compression] } };
  }

  private metadata(sequenceId: bigint, transaction: TransactionId): Metadata {
    const { producerName, schemaVersion, clock } = this.settings;
    return {
      producerName,
      sequenceId,
      publishTime: BigInt(clock.now()),
      ...(schemaVersion ? { schemaVersion } : {}),
      ...halvesOf(transaction),
    };
  }

  private frame(
    sequenceId: bigint,
    transaction: TransactionId,
    { send, metadata, payload }: { send: SendFields; metadata: Uint8Array; payload: Uint8Array },
  ): Buffer {
    return payloadFrame(this.command(sequenceId, transaction, send), metadata, payload);
  }

  private command(sequenceId: bigint, transaction: TransactionId, send: SendFields): Uint8Array {
    const { producerId } = this.settings;
    return encodeCommand("send", { producerId, sequenceId, ...send, ...halvesOf(transaction) });
  }
}

function carried(message: OutgoingMessage): Partial<Metadata> {
  const { key, orderingKey, properties, eventTimeMs, value } = message;
  return {
    ...(properties ? { properties: pairsOf(properties) } : {}),
    ...(key === undefined ? {} : { partitionKey: key }),
    ...(orderingKey ? { orderingKey } : {}),
    ...(eventTimeMs === undefined ? {} : { eventTime: BigInt(eventTimeMs) }),
    ...(value === null ? { isNullValue: true } : {}),
  };
}

export function pairsOf(properties: Record<string, string>): MessageOf<"KeyValue">[] {
  return Object.entries(properties).map(([key, value]) => ({ key, value }));
}

function halvesOf(transaction: TransactionId): { txnMostBits?: bigint; txnLeastBits?: bigint } {
  return transaction ? { txnMostBits: transaction.mostBits, txnLeastBits: transaction.leastBits } : {};
}
