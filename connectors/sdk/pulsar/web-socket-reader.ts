import type { WebSocket } from "ws";
import { TransientError } from "../errors";
import type { AdminTopics } from "./admin-topics";
import { compareMessageIds, placeBehind } from "./message-id";
import { pauseAfter, retrying } from "./retrying";
import { checkedTopicName, topicRoute } from "./topic-names";
import type { ClientOptions, IncomingMessage, MessageId, Reader, ReaderOptions } from "./types";
import { openWebSocket } from "./web-socket-handshake";
import { readIncoming, writeMessageId } from "./web-socket-messages";

/** So many messages come ahead, of at most a frame each. */
const receiveQueue = 100;

export interface WebSocketReaderOptions
  extends
    Omit<ReaderOptions, "receiveQueue" | "unreadable" | "isCompacted" | "withoutPayload">,
    Pick<ClientOptions, "tls" | "authentication" | "signal" | "clock" | "log"> {
  webSocketUrl: string;
  /** Where the topic ends is asked for at the admin interface. */
  topics: Pick<AdminTopics, "lastMessageId">;
  timeoutMs: number;
}

/**
 * A reader over Pulsar's WebSocket interface. It goes on behind what has arrived when a connection is lost. What the interface does
 * not tell: who produced a message and under which number (but see `marks`), its schema's version, and a tombstone from an empty
 * value; it reads what compaction would leave out, and from a time on only by reading everything before it.
 */
export async function openWebSocketReader(options: WebSocketReaderOptions): Promise<Reader> {
  const reader = new WebSocketReader(options);
  await reader.open();
  return reader;
}

class WebSocketReader implements Reader {
  readonly topic: string;
  readonly hasFoundStart = null;
  private readonly closing = new AbortController();
  private readonly signal: AbortSignal;
  private readonly sinceMs: number;
  private socket: WebSocket | null = null;
  private failure: unknown = null;
  private waiting: { message: IncomingMessage; receipt: string }[] = [];
  private arrived: MessageId | null = null;
  private last: MessageId | null = null;
  private wake: () => void = () => undefined;

  constructor(private readonly options: WebSocketReaderOptions) {
    const { topic, start } = options;
    this.topic = checkedTopicName(topic);
    this.sinceMs = "sinceMs" in start ? start.sinceMs : -Infinity;
    this.signal = AbortSignal.any([options.signal, this.closing.signal]);
    this.signal.addEventListener("abort", () => this.fail(this.signal.reason), { once: true });
  }

  async open(): Promise<void> {
    const { clock, timeoutMs } = this.options;
    await retrying(() => this.connect(), { clock, signal: this.signal, timeoutMs });
  }

  async next(): Promise<IncomingMessage | null> {
    for (let isLastNew = false; ;) {
      const next = this.waiting.shift();
      if (next) {
        this.socket?.send(next.receipt);
        if (next.message.publishTimeMs >= this.sinceMs) return next.message;
      } else if (this.failure !== null) throw this.failure;
      else if (this.isBehind(this.last)) {
        if (isLastNew) return null;
        this.last = await this.lastMessageId();
        isLastNew = true;
      } else await this.arrival();
    }
  }

  lastMessageId(): Promise<MessageId | null> {
    return this.options.topics.lastMessageId(this.topic);
  }

  close(): Promise<void> {
    this.closing.abort(new Error(`The reader of ${this.topic} is closed.`));
    return Promise.resolve();
  }

  /** An id without a place in its batch names the whole entry. */
  private isBehind(last: MessageId | null): boolean {
    if (last === null) return true;
    return this.arrived !== null && compareMessageIds(placeBehind(this.arrived), last) >= 0;
  }

  private async arrival(): Promise<void> {
    const { clock, timeoutMs } = this.options;
    const patience = new AbortController();
    const arrival = new Promise<"arrived">((resolve) => (this.wake = () => resolve("arrived")));
    const tooLate = clock.sleep(timeoutMs, patience.signal).then(
      () => "late" as const,
      () => "arrived" as const,
    );
    if ((await Promise.race([arrival, tooLate])) === "late")
      this.fail(new TransientError(`${this.topic} gave no message within ${timeoutMs} ms.`));
    patience.abort(new Error("It has arrived."));
  }

  private async connect(): Promise<void> {
    const { topic, signal } = this;
    const { timeoutMs } = this.options;
    const place = { address: this.address(), topic, what: "reader" as const, signal, timeoutMs };
    const socket = await openWebSocket({ ...this.options, ...place });
    this.socket = socket;
    socket.on("message", (data: Buffer) => this.take(socket, data.toString()));
    socket.on("error", () => undefined); // "close" follows
    socket.on("close", (code) => this.onLost(socket, `it was closed with ${code}`));
    socket.resume();
  }

  private address(): string {
    const { webSocketUrl, start } = this.options;
    const url = new URL(`${webSocketUrl.replace(/\/+$/, "")}/ws/v2/reader/${topicRoute(this.topic)}`);
    url.searchParams.set("receiverQueueSize", String(receiveQueue));
    url.searchParams.set("messageId", this.arrived ? writeMessageId(this.arrived) : placeOf(start));
    return url.href;
  }

  private take(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    const incoming = readIncoming(text);
    if (incoming === null) return this.onLost(socket, `it said ${text.slice(0, 100)}`);
    this.arrived = incoming.message.id;
    this.waiting.push(incoming);
    this.wake();
  }

  private onLost(socket: WebSocket, why: string): void {
    if (socket !== this.socket || this.failure !== null) return;
    this.socket = null;
    socket.terminate();
    this.options.log("info", `The WebSocket that reads ${this.topic} is lost: ${why}. It is opened again.`);
    this.mend().catch((error: unknown) => this.fail(error));
  }

  private async mend(): Promise<void> {
    await this.options.clock.sleep(pauseAfter(0), this.signal);
    await this.open();
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.socket?.terminate();
    this.socket = null;
    this.wake();
  }
}

function placeOf(start: ReaderOptions["start"]): string {
  if ("after" in start) return writeMessageId(start.after);
  return "at" in start ? start.at : "earliest";
}
