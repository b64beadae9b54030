import { BatchBuffer, maxBatchedBytes } from "./batch-buffer";
import { BatchPacker } from "./batch-packer";
import type { ByteBudget } from "./byte-budget";
import { loadCompressor } from "./compression";
import type { Connections } from "./connections";
import { FrameMaker } from "./frame-maker";
import { FrameSender, type SenderIdentity } from "./frame-sender";
import { messagesOf } from "./packed-messages";
import { SequenceCounter } from "./sequence-counter";
import type {
  MessageId,
  OutgoingMessage,
  PackedBatch,
  Producer,
  ProducerOptions,
  Transaction,
} from "./types";

/** Of the broker's limit, what a batch leaves to its metadata. */
const reservedBytes = 16 * 1024;
/** Command, metadata and lengths in front of a batch, but for the producer's name. */
const frameHeadBytes = 256;
const defaultBatching = { maxMessages: 1_000, maxBytes: 128 * 1024, maxDelayMs: 10 };

const longestSleepMs = 60_000;

type Batching = NonNullable<ProducerOptions["batching"]>;

export interface TopicProducerOptions
  extends Omit<ProducerOptions, "routing" | "hashing">, Pick<SenderIdentity, "partition" | "onEnd"> {}

interface Parts {
  options: TopicProducerOptions;
  sender: FrameSender;
  frames: FrameMaker;
  connections: Connections;
}

/** A producer on one topic or partition: messages become batches, and batches frames, which the sender takes. */
export class TopicProducer implements Producer {
  readonly topic: string;
  readonly name: string;
  readonly lastSequenceId: bigint;
  readonly schemaVersion: Uint8Array | null;
  private readonly sender: FrameSender;
  private readonly frames: FrameMaker;
  private readonly batching: Batching;
  private readonly batchLimit: number;
  private readonly next: SequenceCounter;
  readonly packer: BatchPacker;
  private readonly batch = new BatchBuffer();
  /** Of messages that are packed: where nothing is sent twice, as they are sent. */
  private readonly nextPacked: SequenceCounter;
  private batchFirst = 0n;
  private batchTransaction: Transaction | null = null;
  private batchBeganAt = 0;
  private isTimerRunning = false;
  private readonly closing = new AbortController();

  private constructor(private readonly parts: Parts) {
    const { options, sender, frames } = parts;
    const { name, lastSequenceId, schemaVersion, connection } = sender.opened;
    this.topic = options.topic;
    this.name = name;
    this.lastSequenceId = lastSequenceId;
    this.schemaVersion = schemaVersion;
    this.sender = sender;
    this.frames = frames;
    this.batching = options.batching ?? defaultBatching;
    this.batchLimit = connection.maxMessageBytes - reservedBytes;
    const first = options.firstSequenceIds?.get(Math.max(0, options.partition)) ?? lastSequenceId + 1n;
    this.next = new SequenceCounter(first);
    this.nextPacked = new SequenceCounter(first);
    const { maxMessages, maxBytes } = this.isBatching ? this.batching : defaultBatching;
    const limits = { partition: Math.max(0, options.partition), batchLimit: this.batchLimit };
    const headRoom = frameHeadBytes + Buffer.byteLength(name);
    this.packer = new BatchPacker({ ...limits, maxMessages, maxBytes, headRoom }, this.nextPacked);
  }

  static async open(
    connections: Connections,
    budget: ByteBudget,
    options: TopicProducerOptions,
  ): Promise<TopicProducer> {
    const { compression = "none" } = options;
    const compressor = await loadCompressor(compression);
    const id = connections.nextId();
    const sender = await FrameSender.open(connections, budget, {
      id,
      topic: options.topic,
      partition: options.partition,
      name: options.name,
      isNamed: options.name !== undefined,
      access: options.access ?? "shared",
      schema: options.schema,
      properties: options.properties ?? {},
      ...(options.onEnd ? { onEnd: options.onEnd } : {}),
    });
    const { name, schemaVersion, connection } = sender.opened;
    const frames = new FrameMaker({
      producerId: id,
      producerName: name,
      schemaVersion,
      compression,
      compressor,
      isChunking: options.chunking ?? false,
      maxMessageBytes: connection.maxMessageBytes,
      clock: connections.options.clock,
    });
    return new TopicProducer({ options, sender, frames, connections });
  }

  get resentCount(): number {
    return this.sender.resentCount;
  }

  private get isBatching(): boolean {
    return this.batching.maxMessages > 1;
  }

  /** Whether messages wait here for company. */
  get hasBatch(): boolean {
    return this.batch.count > 0;
  }

  send(message: OutgoingMessage, transaction?: Transaction): void | Promise<void> {
    if (this.sender.failure) throw this.sender.failure;
    if (message.value === null && message.key === undefined)
      throw new Error("A message without a value is a tombstone, which needs the key that it is for.");
    const joining = transaction?.join(this.topic);
    if (joining) return joining.then(() => this.take(message, transaction ?? null));
    return this.take(message, transaction ?? null);
  }

  sendBatch(batch: PackedBatch, transaction?: Transaction): void | Promise<void> {
    if (this.sender.failure) throw this.sender.failure;
    const isTooLarge = batch.bytes.length - batch.headRoom > this.batchLimit;
    if (!this.isBatching || isTooLarge || this.isPartlyStored(batch))
      return this.sendEach(batch, transaction);
    const joining = transaction?.join(this.topic);
    if (joining) return joining.then(() => this.takeBatch(batch, transaction ?? null));
    return this.takeBatch(batch, transaction ?? null);
  }

  async flush(): Promise<void> {
    if (this.sender.failure) throw this.sender.failure;
    this.sendOpenBatch();
    await this.sender.settled();
  }

  lastMessageIds(): ReadonlyMap<number, MessageId> {
    const { lastMessageId } = this.sender;
    const partition = Math.max(0, this.parts.options.partition);
    return new Map(lastMessageId ? [[partition, lastMessageId]] : []);
  }

  nextSequenceIds(): ReadonlyMap<number, bigint> {
    return new Map([[Math.max(0, this.parts.options.partition), this.next.value]]);
  }

  /** For whoever chooses between partitions: those of messages that are packed count, too. */
  get packedSequenceId(): bigint {
    return this.nextPacked.value;
  }

  close(): Promise<void> {
    const reason = new Error(`The producer on ${this.topic} is closed.`);
    this.closing.abort(reason);
    this.sender.close(reason);
    return Promise.resolve();
  }

  /** De-duplication would discard it as a whole, together with what is new in it. */
  private isPartlyStored({ count }: PackedBatch): boolean {
    const { lastSequenceId, next } = this;
    if (lastSequenceId < 0n) return false;
    const first = next.value;
    return first <= lastSequenceId && first + BigInt(count) > lastSequenceId + 1n;
  }

  private take(message: OutgoingMessage, transaction: Transaction | null): void | Promise<void> {
    if (this.sender.failure) throw this.sender.failure;
    const bytes = maxBatchedBytes(message);
    if (!this.isBatching || bytes > this.batchLimit) this.sendAlone(message, transaction);
    else this.addToBatch(message, bytes, transaction);
    return this.sender.room();
  }

  private takeBatch(batch: PackedBatch, transaction: Transaction | null): void | Promise<void> {
    if (this.sender.failure) throw this.sender.failure;
    this.sendOpenBatch();
    const frame = this.frames.packed(batch, this.next.value, transaction?.id ?? null);
    this.next.advance(batch.count);
    this.nextPacked.catchUp(this.next);
    this.sender.push(frame);
    return this.sender.room();
  }

  private async sendEach(batch: PackedBatch, transaction?: Transaction): Promise<void> {
    for (const message of messagesOf(batch)) {
      const joining = transaction?.join(this.topic);
      if (joining) await joining;
      this.sendAlone(message, transaction ?? null);
      const room = this.sender.room();
      if (room) await room;
    }
    this.nextPacked.catchUp(this.next);
  }

  private addToBatch(message: OutgoingMessage, bytes: number, transaction: Transaction | null): void {
    const { batch, batching } = this;
    const isOther = batch.count > 0 && transaction !== this.batchTransaction;
    if (isOther || batch.used + bytes > this.batchLimit) this.sendOpenBatch();
    if (batch.count === 0) this.beginBatch(transaction);
    batch.append(message, this.next, bytes);
    this.next.advance();
    if (batch.count >= batching.maxMessages || batch.used >= batching.maxBytes) this.sendOpenBatch();
  }

  private beginBatch(transaction: Transaction | null): void {
    this.batchFirst = this.next.value;
    this.batchTransaction = transaction;
    this.batchBeganAt = this.parts.connections.options.clock.now();
    if (!this.isTimerRunning) void this.sendBatchesInTime();
  }

  private sendOpenBatch(): void {
    const { batch } = this;
    if (batch.count === 0) return;
    const frame = this.frames.batch(batch, this.batchFirst, this.batchTransaction?.id ?? null);
    batch.clear();
    this.batchTransaction = null;
    this.sender.push(frame);
  }

  /** What is too large is refused before anything of it, or a sequence id, is taken. */
  private sendAlone(message: OutgoingMessage, transaction: Transaction | null): void {
    this.sendOpenBatch();
    const frames = this.frames.single(message, this.next.value, transaction?.id ?? null);
    this.next.advance();
    for (const frame of frames) this.sender.push(frame);
  }

  /** One sleep at a time, for whatever batch is the oldest: a full one goes without it. */
  private async sendBatchesInTime(): Promise<void> {
    const { clock } = this.parts.connections.options;
    this.isTimerRunning = true;
    try {
      for (;;) {
        const restMs = this.batchBeganAt + this.batching.maxDelayMs - clock.now();
        if (restMs > 0) await clock.sleep(Math.min(restMs, longestSleepMs), this.closing.signal);
        else this.sendOpenBatch();
        if (!this.hasBatch) return;
      }
    } catch (error) {
      this.sender.close(error as Error); // where it is closed or has failed already, nothing more happens
    } finally {
      this.isTimerRunning = false;
    }
  }
}
