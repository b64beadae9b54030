import { TransientError } from "../errors";
import type { ByteBudget } from "./byte-budget";
import type { CommandFields } from "./commands";
import type { ProducerListener } from "./connection";
import type { Connections } from "./connections";
import { translateRefusal } from "./errors";
import type { Frame } from "./frame-maker";
import { PendingFrames } from "./pending-frames";
import { type ProducerIdentity, register, type Registered, unregister } from "./registration";
import { pauseAfter } from "./retrying";
import type { MessageId } from "./types";

/** What the broker says in place of the id of a message that it has already. */
const duplicate = 2n ** 64n - 1n;
/** In times of one operation: so long without a receipt and it registers again; so long without any and it gives up. */
const impatience = 2;
const patience = 4;

type State = "opening" | "ready" | "mending" | "ended";

export interface SenderIdentity extends ProducerIdentity {
  /** -1 where the topic is not partitioned. */
  partition: number;
  /** Hears once, and at once, why nothing more is sent. */
  onEnd?: (reason: Error) => void;
}

interface Flush {
  /** How many frames must have their receipt. */
  until: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Brings frames to the broker of one topic or partition, in order, and keeps each until it has a receipt. What breaks on the
 * way is mended: looked up, registered and sent again, the same bytes in the same order (README.md tells the states).
 */
export class FrameSender {
  /** Why nothing more is sent. */
  failure: Error | null = null;
  lastMessageId: MessageId | null = null;
  /** Messages that were sent again so far. */
  resentCount = 0;
  private state: State = "opening";
  private registered: Registered | null = null;
  private readonly pending = new PendingFrames();
  private flushes: Flush[] = [];
  private epoch = 0n;
  private mendsWithoutReceipt = 0;
  /** When there was a receipt, or something to wait for. */
  private movedAt: number;
  private readonly ending = new AbortController();
  private readonly patienceMs: number;

  private constructor(
    private readonly connections: Connections,
    private readonly budget: ByteBudget,
    private readonly identity: SenderIdentity,
  ) {
    this.movedAt = this.now();
    this.patienceMs = patience * connections.operationTimeoutMs;
  }

  /** TransientError after the time of one operation; who waits for an exclusive place waits as long as it takes. */
  static async open(
    connections: Connections,
    budget: ByteBudget,
    identity: SenderIdentity,
  ): Promise<FrameSender> {
    const sender = new FrameSender(connections, budget, identity);
    const timeoutMs = identity.access === "wait_for_exclusive" ? Infinity : connections.operationTimeoutMs;
    await connections.retry(() => sender.register(), timeoutMs);
    void sender.watch();
    return sender;
  }

  /** What the broker said when it was opened, or opened again. */
  get opened(): Registered {
    if (!this.registered) throw new Error("The producer is not open yet.");
    return this.registered;
  }

  /** Takes a frame, which goes out at once where the broker can be reached. */
  push(frame: Frame): void {
    if (this.failure) throw this.failure;
    if (this.pending.isEmpty) {
      this.movedAt = this.now();
      if (this.state === "ready") this.mendsWithoutReceipt = 0;
    }
    this.pending.add(frame);
    this.budget.take(frame.bytes.length);
    if (this.state === "ready") this.opened.connection.write(frame.bytes);
  }

  /** Void where there is room for more; throws why nothing more is sent. */
  room(): void | Promise<void> {
    if (this.budget.isFull) return this.waitForRoom();
  }

  /** Resolves once every frame taken so far has its receipt. */
  async settled(): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.pending.isEmpty) return;
    const until = this.pending.added;
    await new Promise<void>((resolve, reject) => this.flushes.push({ until, resolve, reject }));
  }

  /** Gives up what has no receipt. */
  close(reason: Error): void {
    if (this.state === "ready") unregister(this.opened.connection, this.identity.id);
    this.end(reason);
  }

  private async waitForRoom(): Promise<void> {
    while (this.budget.isFull && !this.failure) await this.budget.room();
    if (this.failure) throw this.failure;
  }

  private onReceipt({ sequenceId, messageId }: CommandFields<"sendReceipt">): void {
    const acknowledged = this.pending.acknowledge(sequenceId);
    if (acknowledged.is === "unknown") return; // told twice, because it was sent twice
    const { frame } = acknowledged;
    this.movedAt = this.now();
    this.mendsWithoutReceipt = 0;
    if (messageId && messageId.ledgerId !== duplicate) this.lastMessageId = this.idOf(messageId, frame);
    this.budget.give(frame.bytes.length);
    this.settleFlushes();
    if (acknowledged.is === "later" && this.state === "ready")
      void this.mend(new TransientError("a receipt is missing"), { isRegistered: true });
  }

  /** The last message of the frame. */
  private idOf({ ledgerId, entryId }: CommandFields<"message">["messageId"], frame: Frame): MessageId {
    return { ledgerId, entryId, partition: this.identity.partition, batchIndex: frame.batchSize - 1 };
  }

  private onSendError({ error: code, message, sequenceId }: CommandFields<"sendError">): void {
    if (this.state !== "ready" || !this.pending.has(sequenceId)) return;
    const error = translateRefusal(`Sending to ${this.identity.topic}`, { code, message });
    if (error instanceof TransientError) void this.mend(error, { isRegistered: true });
    else this.close(error);
  }

  private onClosed(error: Error): void {
    if (this.state === "ready") void this.mend(error, { isRegistered: false });
  }

  /** Registers again, as often as it takes, and sends everything that has no receipt. Never throws. */
  private async mend(cause: Error, { isRegistered }: { isRegistered: boolean }): Promise<void> {
    this.state = "mending";
    const { topic } = this.identity;
    this.connections.options.log("info", `The producer on ${topic} connects again: ${cause.message}`);
    const endsAt = (this.pending.isEmpty ? this.now() : this.movedAt) + this.patienceMs;
    if (isRegistered) await this.leave();
    for (let failure = cause; this.failure === null;) {
      if (failure !== cause && !(failure instanceof TransientError)) return this.end(failure);
      if (this.connections.signal.aborted) return this.end(this.connections.signal.reason as Error);
      if (this.now() > endsAt) return this.end(this.tooLate(failure));
      try {
        await this.pause();
        await this.register();
        return;
      } catch (error) {
        failure = error as Error;
      }
    }
  }

  /** The first time at once. */
  private async pause(): Promise<void> {
    const mends = this.mendsWithoutReceipt++;
    if (mends === 0) return;
    const signal = AbortSignal.any([this.ending.signal, this.connections.signal]);
    await this.connections.options.clock.sleep(pauseAfter(mends - 1), signal);
  }

  /** Receipts that are on their way still come before the broker's answer. */
  private async leave(): Promise<void> {
    const { connection } = this.opened;
    const { id: producerId, topic } = this.identity;
    try {
      await connection.request("closeProducer", { producerId }, `Closing the producer on ${topic}`);
      connection.detachProducer(producerId);
    } catch (error) {
      connection.detachProducer(producerId);
      connection.lose(error as Error); // a broker that does not even close a producer
    }
  }

  /** Looks the topic up, takes the place there, and sends what is pending. */
  private async register(): Promise<void> {
    const closed: { error?: Error } = {}; // by a command that came right behind the answer
    const listener: ProducerListener = {
      onReceipt: (receipt) => this.onReceipt(receipt),
      onSendError: (error) => this.onSendError(error),
      onClosed: (error) => this.onClosed((closed.error = error)),
    };
    const name = this.registered?.name ?? this.identity.name;
    const topicEpoch = this.registered?.topicEpoch;
    const again = { epoch: this.epoch++, topicEpoch, listener };
    const registered = await register(this.connections, { ...this.identity, name }, again);
    if (closed.error) throw closed.error;
    if (this.failure) return unregister(registered.connection, this.identity.id);
    const before = this.registered?.connection.maxMessageBytes ?? 0;
    if (registered.connection.maxMessageBytes < before) return this.refuseSmaller(registered, before);
    this.registered = { ...registered, topicEpoch: registered.topicEpoch ?? topicEpoch };
    this.state = "ready";
    for (const { bytes, batchSize } of this.pending.all()) {
      registered.connection.write(bytes);
      this.resentCount += Math.max(1, batchSize);
    }
  }

  /** Frames were made for the limit that there was; one above the limit gets no answer, and does harm to the broker. */
  private refuseSmaller({ connection }: Registered, before: number): void {
    unregister(connection, this.identity.id);
    this.end(
      new TransientError(
        `The broker of ${this.identity.topic} takes messages of ${connection.maxMessageBytes} bytes, where it took ${before}: what has no receipt is sent again in other frames.`,
      ),
    );
  }

  /** A broker that says nothing of what it was sent is asked again by a new registration, and not for ever. */
  private async watch(): Promise<void> {
    const { clock } = this.connections.options;
    const waitMs = impatience * this.connections.operationTimeoutMs;
    while (this.failure === null) {
      try {
        await clock.sleep(waitMs / 2, this.ending.signal);
      } catch {
        return; // it has ended, and everyone has heard why
      }
      const isStuck = this.state === "ready" && !this.pending.isEmpty && this.now() - this.movedAt > waitMs;
      if (isStuck)
        void this.mend(new TransientError(`no receipt within ${waitMs} ms`), { isRegistered: true });
    }
  }

  private tooLate(cause: Error): TransientError {
    const seconds = Math.round(this.patienceMs / 1_000);
    return new TransientError(
      `The producer on ${this.identity.topic} could not be mended within ${seconds} s: ${cause.message}`,
      { cause },
    );
  }

  private settleFlushes(): void {
    if (this.flushes.length === 0) return;
    const done = this.flushes.filter(({ until }) => until <= this.pending.settled);
    if (done.length === 0) return;
    this.flushes = this.flushes.filter(({ until }) => until > this.pending.settled);
    for (const flush of done) flush.resolve();
  }

  private end(reason: Error): void {
    if (this.failure) return;
    this.state = "ended";
    this.failure = reason;
    this.ending.abort(reason);
    for (const { bytes } of this.pending.drain()) this.budget.give(bytes.length);
    this.budget.wakeAll();
    const flushes = this.flushes;
    this.flushes = [];
    for (const flush of flushes) flush.reject(reason);
    this.identity.onEnd?.(reason);
  }

  private now(): number {
    return this.connections.options.clock.now();
  }
}
