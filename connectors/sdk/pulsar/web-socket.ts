import { WebSocket } from "ws";
import { ConfigError, TransientError } from "../errors";
import { ByteBudget } from "./byte-budget";
import { MessageTooLargeError } from "./errors";
import { pauseAfter, retrying } from "./retrying";
import { checkedTopicName, topicRoute } from "./topic-names";
import { messagesOf } from "./packed-messages";
import { SequenceCounter } from "./sequence-counter";
import { openWebSocket } from "./web-socket-handshake";
import { FramedPacker } from "./web-socket-packer";
import type {
  ClientOptions,
  Compression,
  MessageId,
  OutgoingMessage,
  PackedBatch,
  Producer,
  ProducerOptions,
  Transaction,
} from "./types";
import {
  marked,
  messageText,
  readAnswer,
  readMessageId,
  refusedMessage,
  type WebSocketAnswer,
} from "./web-socket-messages";

const defaultOperationTimeoutMs = 30_000;
const defaultMaxBytesInFlight = 8 * 1024 * 1024;
/** `webSocketMaxTextFrameSize` of a broker as it is shipped. */
const defaultMaxFrameBytes = 1024 * 1024;
/** By which a server closes a WebSocket that a message was too large for. */
const tooLargeCode = 1009;
const tooLargeHint =
  "raise webSocketMaxTextFrameSize there, make messages smaller, or use the binary protocol";

/** Batches are only a way to this interface, not through it. */
const packing = {
  partition: 0,
  maxMessages: 1000,
  maxBytes: 128 * 1024,
  batchLimit: 128 * 1024,
  headRoom: 0,
};

export interface WebSocketOptions extends Pick<
  ClientOptions,
  "tls" | "authentication" | "operationTimeoutMs" | "maxBytesInFlight" | "signal" | "clock" | "log"
> {
  /** ws://host:8080 or wss://host:8443. */
  webSocketUrl: string;
  /** persistent://tenant/namespace/name. */
  topic: string;
  /** Absent: the broker gives one. */
  name?: string;
  compression?: Compression;
  /** How the broker, or the proxy, batches what comes; absent: not at all. */
  batching?: ProducerOptions["batching"];
  /** How messages without a key are spread; absent: they stay on one partition. */
  routing?: ProducerOptions["routing"];
  /**
   * Each message tells its producer's name and its number there as properties (`marks`): readers over this interface are told
   * neither. What is sent again has the same number.
   */
  isMarked?: boolean;
  /** With its connection the producer ends, by TransientError: nobody may come back to a place that another may have by then. */
  endsWithConnection?: boolean;
  /** The broker's limit for one frame; base64 makes a third more of a value. */
  maxFrameBytes?: number;
}

/**
 * A producer over Pulsar's WebSocket interface, for where only the HTTP port is open. It sends in order and stores everything
 * at least once: after a lost connection, or a message that was not stored, it sends again from there on, and de-duplication
 * does not recognise what comes twice.
 *
 * What the interface cannot do: messages carry no schema version (a namespace that enforces schemas refuses the producer),
 * there are no transactions, ordering keys, chunks, batches of ours or exclusive access; a tombstone is stored as an empty
 * value; each message is JSON with its value in base64 and has an answer of its own, at a fraction of the binary protocol's speed.
 *
 * Resolves once the broker has let the producer in. AuthError, ConfigError and TransientError as those of `openPulsarClient`.
 */
export async function openWebSocketProducer(options: WebSocketOptions): Promise<Producer> {
  const producer = new WebSocketProducer(options);
  await producer.open();
  return producer;
}

class WebSocketProducer implements Producer {
  readonly topic: string;
  /** "" where the broker gave one: it does not tell it. */
  readonly name: string;
  readonly lastSequenceId = -1n;
  readonly schemaVersion = null;
  readonly packer: FramedPacker;
  resentCount = 0;
  /** Messages without an answer, by their context; in order. */
  private readonly pending = new Map<bigint, string>();
  private readonly budget: ByteBudget;
  private readonly timeoutMs: number;
  private readonly lastIds = new Map<number, MessageId>();
  private readonly maxFrameBytes: number;
  private readonly closing = new AbortController();
  private readonly signal: AbortSignal;
  private socket: WebSocket | null = null;
  private count = 0n;
  private failure: unknown = null;
  /** Since when, and how often, a connection was lost with nothing stored in between. */
  private brokenSince: number | null = null;
  private losses = 0;
  private emptied: (() => void)[] = [];

  constructor(private readonly options: WebSocketOptions) {
    if (!/^wss?:\/\/[^/]/.test(options.webSocketUrl))
      throw new ConfigError(
        `The WebSocket URL "${options.webSocketUrl}" is none: it is written ws://host:8080.`,
      );
    this.topic = checkedTopicName(options.topic);
    this.maxFrameBytes = options.maxFrameBytes ?? defaultMaxFrameBytes;
    this.packer = new FramedPacker(packing, new SequenceCounter(0n), this.maxFrameBytes);
    this.name = options.name ?? "";
    this.budget = new ByteBudget(options.maxBytesInFlight ?? defaultMaxBytesInFlight);
    this.timeoutMs = options.operationTimeoutMs ?? defaultOperationTimeoutMs;
    this.signal = AbortSignal.any([options.signal, this.closing.signal]);
    this.signal.addEventListener("abort", () => this.fail(this.signal.reason), { once: true });
  }

  async open(): Promise<void> {
    const { clock } = this.options;
    await retrying(() => this.connect(), { clock, signal: this.signal, timeoutMs: this.timeoutMs });
    void this.watch();
  }

  send(message: OutgoingMessage, transaction?: Transaction): void | Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (transaction !== undefined)
      throw new ConfigError(
        "Pulsar's WebSocket interface has no transactions: use the binary protocol, or deliver at least once.",
      );
    const context = ++this.count;
    const text = messageText(this.options.isMarked ? marked(message, this.name, context) : message, context);
    const { maxFrameBytes } = this;
    if (Buffer.byteLength(text) > maxFrameBytes)
      throw new MessageTooLargeError(Buffer.byteLength(text), maxFrameBytes, tooLargeHint);
    this.pending.set(context, text);
    this.budget.take(text.length);
    this.socket?.send(text);
    if (this.budget.isFull) return this.room();
  }

  /** Each message by itself: the interface knows no batches. */
  async sendBatch(batch: PackedBatch, transaction?: Transaction): Promise<void> {
    for (const message of messagesOf(batch)) {
      const room = this.send(message, transaction);
      if (room) await room;
    }
  }

  async flush(): Promise<void> {
    if (this.failure === null && this.pending.size > 0)
      await new Promise<void>((resolve) => this.emptied.push(resolve));
    if (this.failure !== null) throw this.failure;
  }

  lastMessageIds(): ReadonlyMap<number, MessageId> {
    return this.lastIds;
  }

  /** The interface numbers messages by itself. */
  nextSequenceIds(): ReadonlyMap<number, bigint> {
    return new Map();
  }

  close(): Promise<void> {
    this.closing.abort(new Error(`The producer on ${this.topic} is closed.`));
    return Promise.resolve();
  }

  private async room(): Promise<void> {
    while (this.budget.isFull && this.failure === null) await this.budget.room();
    if (this.failure !== null) throw this.failure;
  }

  /** Lets the broker have everything again that has no answer. */
  private async connect(): Promise<void> {
    const { topic, timeoutMs, signal } = this;
    const place = { address: this.address(), topic, what: "producer" as const };
    const socket = await openWebSocket({ ...this.options, ...place, signal, timeoutMs });
    socket.on("message", (data: Buffer) => this.take(socket, data.toString()));
    socket.on("error", () => undefined); // "close" follows
    socket.on("close", (code) => this.onClosed(socket, code));
    socket.resume();
    this.socket = socket;
    if (socket.readyState !== WebSocket.OPEN) throw new TransientError("The WebSocket was closed at once.");
    this.resentCount += this.pending.size;
    for (const text of this.pending.values()) socket.send(text);
  }

  private address(): string {
    const { webSocketUrl, name, compression = "none", batching, routing } = this.options;
    const url = new URL(`${webSocketUrl.replace(/\/+$/, "")}/ws/v2/producer/${topicRoute(this.topic)}`);
    if (name !== undefined) url.searchParams.set("producerName", name);
    if (compression !== "none") url.searchParams.set("compressionType", compression.toUpperCase());
    if (routing === "round_robin") url.searchParams.set("messageRoutingMode", "RoundRobinPartition");
    if (batching && batching.maxMessages > 1) {
      url.searchParams.set("batchingEnabled", "true");
      url.searchParams.set("batchingMaxMessages", String(batching.maxMessages));
      url.searchParams.set("batchingMaxPublishDelay", String(Math.ceil(batching.maxDelayMs)));
    }
    return url.href;
  }

  private take(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    const answer = readAnswer(text);
    if (answer?.context === undefined) return this.giveUp(socket, `it said ${text.slice(0, 100)}`);
    if (answer.result === "ok") return this.store(answer.context, answer);
    const refusal = refusedMessage(answer, this.topic);
    if (refusal instanceof TransientError) this.giveUp(socket, refusal.message);
    else this.fail(refusal);
  }

  private store(context: bigint, { messageId }: WebSocketAnswer): void {
    const text = this.pending.get(context);
    if (text === undefined) return;
    this.pending.delete(context);
    this.brokenSince = null;
    this.losses = 0;
    if (messageId !== undefined) {
      const id = readMessageId(messageId);
      this.lastIds.set(Math.max(id.partition, 0), id);
    }
    this.budget.give(text.length);
    if (this.pending.size === 0) this.wake();
  }

  private giveUp(socket: WebSocket, why: string): void {
    socket.terminate();
    this.onLost(socket, why);
  }

  private onClosed(socket: WebSocket, code: number): void {
    if (code === tooLargeCode)
      this.fail(
        new ConfigError(`A message of ${this.topic} is larger than the broker's limit: ${tooLargeHint}.`),
      );
    this.onLost(socket, `it was closed with ${code}`);
  }

  private onLost(socket: WebSocket, why: string): void {
    if (socket !== this.socket || this.failure !== null) return;
    this.socket = null;
    if (this.options.endsWithConnection)
      return this.fail(new TransientError(`The place on ${this.topic} is lost with its connection: ${why}.`));
    this.options.log("info", `The WebSocket to ${this.topic} is lost: ${why}. It is opened again.`);
    this.mend(why).catch((error: unknown) => this.fail(error));
  }

  /** With growing pauses while nothing is stored, for the time of one operation. */
  private async mend(why: string): Promise<void> {
    const { clock } = this.options;
    this.brokenSince ??= clock.now();
    if (clock.now() - this.brokenSince > this.timeoutMs)
      throw new TransientError(`Nothing could be stored in ${this.topic} for ${this.timeoutMs} ms: ${why}`);
    await clock.sleep(pauseAfter(this.losses++), this.signal);
    await retrying(() => this.connect(), { clock, signal: this.signal, timeoutMs: this.timeoutMs });
  }

  /** A connection that answers nothing is no connection. A ping keeps one open that has nothing to do. */
  private async watch(): Promise<void> {
    const { clock } = this.options;
    for (let oldest: bigint | undefined; this.failure === null;) {
      await clock.sleep(this.timeoutMs, this.signal).catch(() => undefined); // then there is a failure
      const [first] = this.pending.keys();
      const { socket } = this;
      if (socket !== null && first !== undefined && first === oldest)
        this.giveUp(socket, `nothing was answered within ${this.timeoutMs} ms`);
      else socket?.ping();
      oldest = first;
    }
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.socket?.terminate();
    this.socket = null;
    this.pending.clear();
    this.budget.wakeAll();
    this.wake();
  }

  private wake(): void {
    const waiting = this.emptied;
    this.emptied = [];
    for (const resolve of waiting) resolve();
  }
}
