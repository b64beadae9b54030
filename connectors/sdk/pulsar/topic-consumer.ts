import { ConfigError, TransientError } from "../errors";
import { ChunkAssembler } from "./chunk-assembler";
import type { CommandFields } from "./commands";
import type { PulsarConnection } from "./connection";
import type { Connections } from "./connections";
import { type Entry, messagesIn, unreadableEntry } from "./entry";
import { FlowControl } from "./flow-control";
import { readPayload } from "./frames";
import { compareMessageIds, messageIdData, messageIdOf, placeBehind } from "./message-id";
import { initialPositions, subscriptionTypes } from "./protocol-values";
import type { MessageId, ReaderOptions } from "./types";
import { partitionIndexOf } from "./topic-names";

const defaultReceiveQueue = 1000;
/** What may come ahead; a consumer that has four times of it, because messages suddenly grew, leaves until it is taken. */
const maxQueuedBytes = 16 * 1024 * 1024;
/** By how much the broker's clock, or that of a producer, may differ from ours. */
const clockMarginSeconds = 600;

/**
 * A subscription that nobody else has and that ends with its connection. What arrives waits in order until it is taken. A
 * connection that was lost is made again by `lastMessageId`, behind what has arrived: nothing is lost and nothing comes twice.
 */
export class TopicConsumer {
  /** The place behind all that has arrived; null: in front of everything, or not known yet. */
  arrived: MessageId | null;
  /** Whether the message that is expected at the start was there; null: nothing has arrived, or none is expected. */
  hasFoundStart: boolean | null = null;
  private readonly partition: number;
  private readonly queue: Entry[] = [];
  private readonly flow: FlowControl;
  private readonly chunks = new ChunkAssembler();
  /** Messages whose first chunk has been looked for from the topic's begin. */
  private readonly sought = new Set<string>();
  private rewinds = false;
  private subscription: Subscription | null = null;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  private isClosed = false;

  constructor(
    private readonly connections: Connections,
    private readonly options: ReaderOptions,
  ) {
    this.partition = partitionIndexOf(options.topic);
    this.flow = new FlowControl(options.receiveQueue ?? defaultReceiveQueue, maxQueuedBytes);
    this.arrived = "after" in options.start ? placeBehind(options.start.after) : null;
  }

  /** Whether it is not subscribed just now. */
  get isAway(): boolean {
    return this.subscription === null;
  }

  /** The oldest entry that waits. Throws what no new connection can mend. */
  take(): Entry | undefined {
    const entry = this.queue.shift();
    if (entry === undefined && this.failure !== null) throw this.failure;
    if (entry === undefined) return undefined;
    this.flow.onTaken(messagesIn(entry), entry.payload.length);
    this.grant();
    return entry;
  }

  /** The last message that may be read now; null where there is none. Subscribes where it is not subscribed. */
  lastMessageId(): Promise<MessageId | null> {
    return this.connections.retry(async () => {
      if (this.isClosed) throw new ConfigError(`The reader of ${this.options.topic} is closed.`);
      const { last } = await this.askForLast(this.subscription ?? (await this.subscribe()));
      return last;
    });
  }

  /** Resolves when something has arrived, or the connection is lost; TransientError where neither happens in time. */
  async arrival(): Promise<void> {
    const { operationTimeoutMs, options, signal } = this.connections;
    if (this.queue.length > 0 || this.isAway || this.failure !== null) return;
    const woken = new AbortController();
    this.wake = () => woken.abort();
    const patience = AbortSignal.any([signal, woken.signal]);
    try {
      await options.clock.sleep(operationTimeoutMs, patience);
    } catch {
      signal.throwIfAborted();
      return; // woken
    } finally {
      this.wake = null;
    }
    const topic = this.options.topic;
    throw new TransientError(
      `${topic} has a message that its broker did not send within ${operationTimeoutMs} ms.`,
    );
  }

  close(): void {
    this.isClosed = true;
    this.leave();
    this.queue.length = 0;
  }

  private async subscribe(): Promise<Subscription> {
    const { topic, isCompacted = false } = this.options;
    const connection = await this.connections.forTopic(topic);
    // A new one each time: what is still under way for the last one is not heard.
    const id = this.connections.nextId();
    let isOver = false;
    connection.attachConsumer(id, {
      onMessage: (message, rest) => this.onMessage(message, rest),
      onReachedEnd: () => undefined, // of a terminated topic; the last message is asked for, of any topic
      onClosed: (error) => {
        isOver = true;
        if (!this.isClosed)
          this.connections.options.log("info", `Reading ${topic} is interrupted: ${error.message}`);
        if (this.subscription?.id === id) this.subscription = null;
        this.wake?.();
      },
    });
    try {
      const request = {
        topic,
        subscription: `sluice-reader-${crypto.randomUUID()}`,
        subscriptionType: subscriptionTypes.exclusive,
        consumerId: id,
        isDurable: false,
        isReadCompacted: isCompacted,
        isTopicCreationForced: false,
        ...this.placeToStart(),
      };
      await connection.request("subscribe", request, `Reading ${topic}`);
      const { marked } = await this.askForLast({ connection, id });
      this.arrived ??= marked;
    } catch (error) {
      connection.detachConsumer(id);
      throw error;
    }
    if (isOver)
      throw new TransientError(`${topic} was given up while it was subscribed to. It is tried again.`);
    return this.begin({ connection, id });
  }

  private begin(subscription: Subscription): Subscription {
    this.chunks.clear();
    this.rewinds = false;
    this.flow.begin();
    this.subscription = subscription;
    this.grant();
    return subscription;
  }

  private placeToStart(): Partial<CommandFields<"subscribe">> {
    const { start } = this.options;
    const { earliest, latest } = initialPositions;
    const unfinished = this.chunks.placeBeforeOldest;
    const place = this.rewinds
      ? null
      : unfinished === undefined
        ? (this.expectedPlace() ?? this.arrived)
        : unfinished;
    if (place !== null) return { startMessageId: messageIdData(place), initialPosition: earliest };
    if (this.rewinds || this.arrived !== null || !("at" in start || "sinceMs" in start))
      return { startMessageId: before, initialPosition: earliest };
    if ("sinceMs" in start) {
      const seconds = Math.ceil((this.connections.options.clock.now() - start.sinceMs) / 1000);
      const startMessageRollbackSeconds = BigInt(Math.max(seconds + clockMarginSeconds, 1));
      return { startMessageId: before, initialPosition: earliest, startMessageRollbackSeconds };
    }
    return start.at === "latest"
      ? { startMessageId: behind, initialPosition: latest }
      : { startMessageId: before, initialPosition: earliest };
  }

  /** The place in front of the entry that is expected, until something has arrived. */
  private expectedPlace(): MessageId | null {
    const { start } = this.options;
    if (!("after" in start) || start.isExpected !== true || this.hasFoundStart !== null) return null;
    return { ...start.after, entryId: start.after.entryId - 1n, batchIndex: -1 };
  }

  /** Brokers may begin one entry earlier: it is there where it arrives, and gone where one behind it arrives first. */
  private lookForStart({ id }: Entry): void {
    if (this.expectedPlace() === null || !("after" in this.options.start)) return;
    const order = compareMessageIds(id, { ...this.options.start.after, batchIndex: -1 });
    if (order >= 0) this.hasFoundStart = order === 0;
  }

  private async askForLast({
    connection,
    id,
  }: Subscription): Promise<{ last: MessageId | null; marked: MessageId | null }> {
    const { lastMessageId, markDeletePosition } = await connection.request(
      "getLastMessageId",
      { consumerId: id },
      `Asking for the last message of ${this.options.topic}`,
    );
    const last = messageIdOf(lastMessageId, this.partition);
    const marked = markDeletePosition ? placeBehind(messageIdOf(markDeletePosition, this.partition)) : null;
    return { last: last.entryId < 0n ? null : last, marked };
  }

  private onMessage({ messageId }: CommandFields<"message">, rest: Buffer): void {
    const id = { ...messageIdOf(messageId, this.partition), batchIndex: -1 };
    try {
      const entry: Entry = { id, ...readPayload(rest) };
      this.flow.onArrival(messagesIn(entry), entry.payload.length);
      this.accept(entry);
    } catch (error) {
      this.failure = unreadableEntry(id, this.options.topic, error);
      this.leave();
    }
    if (this.flow.queuedBytes > 4 * maxQueuedBytes) this.leave();
    this.grant();
    this.wake?.();
  }

  /** Lets it wait, where it is a message, the last chunk of one or a batch, and has not come before. */
  private accept(entry: Entry): void {
    this.lookForStart(entry);
    const before = this.arrived;
    const place = placeBehind(entry.id);
    const isNew = before === null || compareMessageIds(place, before) > 0;
    const whole = isChunk(entry) ? this.chunks.take(entry, before) : entry;
    if (whole === "orphan" && isNew && this.seek(entry)) return;
    if (!isNew) return;
    this.arrived = place;
    // Markers are the broker's own.
    if (whole === null || whole === "orphan" || entry.metadata.markerType !== undefined) return;
    this.flow.onQueued(messagesIn(whole), whole.payload.length);
    this.queue.push(whole);
  }

  /**
   * A message whose first chunk stands in front of where reading began: another producer's message came to its end between
   * them, and was the place to go on from. It is read from the topic's begin, once; true where that is done.
   */
  private seek({ metadata }: Entry): boolean {
    const { topic, start } = this.options;
    const uuid = metadata.chunkUuid ?? "";
    if (!("after" in start) || this.sought.has(uuid)) {
      this.connections.options.log(
        "debug",
        `A message of ${topic} is left out: its begin is not there to read.`,
      );
      return false;
    }
    this.sought.add(uuid);
    this.rewinds = true;
    this.leave();
    return true;
  }

  private grant(): void {
    if (this.subscription === null) return;
    const { connection, id } = this.subscription;
    const messagePermits = this.flow.grant();
    if (messagePermits > 0) connection.send("flow", { consumerId: id, messagePermits });
  }

  /** Ends the subscription; the next one begins behind what has arrived. */
  private leave(): void {
    if (this.subscription === null) return;
    const { connection, id } = this.subscription;
    this.subscription = null;
    connection.detachConsumer(id);
    // Whether the broker heard of it makes no difference here.
    connection
      .request("closeConsumer", { consumerId: id }, `Leaving ${this.options.topic}`)
      .catch(() => undefined);
  }
}

interface Subscription {
  connection: PulsarConnection;
  /** The consumer's. */
  id: bigint;
}

/** In front of everything, and behind everything, as brokers are told it. */
const before = { ledgerId: -1n, entryId: -1n };
const behind = { ledgerId: 2n ** 63n - 1n, entryId: 2n ** 63n - 1n };

function isChunk({ metadata }: Entry): boolean {
  return (metadata.numChunks ?? 1) > 1;
}
