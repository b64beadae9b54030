import type { Submittable } from "pg";
import { copyData, headerLength, isTrailer, messageEnd, readHeader, viewOf } from "./tuples";
import type { Chunk, CopyConnection, CopySink } from "./wire";

/** Whole tuples of a binary COPY, one after the other, each in its CopyData message. */
export interface TupleBlock {
  bytes: Uint8Array;
  count: number;
  /** Says that nobody looks at `bytes` any more: their memory is used for a later block. Need not be called. */
  release?(): void;
}

/** The first blocks are small, so that the first rows of a run are there at once. */
const firstBlockBytes = 64 * 1024;
const maxQueuedBlocks = 2;
const trailerBytes = 2;
const idleFlushMs = 100;

/**
 * One `COPY (…) TO STDOUT (FORMAT binary)`, as blocks of about `blockBytes`. While blocks wait to be taken the
 * socket is paused, so the server waits too. At the end the server's own row count is compared with ours.
 */
export class CopyOut implements Submittable, CopySink {
  private connection: CopyConnection | undefined;
  private block: Uint8Array = new Uint8Array(0);
  private view = viewOf(this.block);
  private used = 0;
  private count = 0;
  /** Whole messages lie before it. */
  private wholeEnd = 0;
  private headerSeen = false;
  private nextBlockBytes = firstBlockBytes;
  /** Memory of the usual size that was given back. A new block costs the system more than filling it. */
  private readonly spare: Uint8Array[] = [];
  private readonly queue: TupleBlock[] = [];
  private waiting:
    { resolve: (block: TupleBlock | null) => void; reject: (error: Error) => void } | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private ended = false;
  private failure: Error | undefined;
  private framed = 0;
  private announced = -1;

  constructor(
    private readonly sql: string,
    private readonly blockBytes: number,
  ) {}

  /** The next block; null at the end. Throws what the server said, or that counts differ. */
  next(): Promise<TupleBlock | null> {
    const block = this.queue.shift();
    if (this.queue.length < maxQueuedBlocks) this.connection?.stream.resume();
    if (block) return Promise.resolve(block);
    if (this.failure) return Promise.reject(this.failure);
    if (this.ended) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.settle();
    });
  }

  submit(connection: unknown): void {
    this.connection = connection as CopyConnection;
    this.connection.routeCopyTo(this);
    this.connection.query(this.sql);
  }

  takeWhole(chunk: Chunk, from: number): number {
    if (!this.headerSeen) return from;
    const { view } = chunk;
    let [start, offset, count] = [from, from, 0];
    while (offset + headerLength <= view.byteLength && view.getUint8(offset) === copyData) {
      const next = messageEnd(view, offset);
      if (next > view.byteLength || next - offset - headerLength <= trailerBytes) break;
      if (this.used + next - start > this.block.length) {
        this.append(chunk, start, offset, count);
        this.reserve(next - offset);
        [start, count] = [offset, 0];
      }
      offset = next;
      count++;
    }
    this.append(chunk, start, offset, count);
    return offset;
  }

  begin(length: number): void {
    this.reserve(headerLength + length);
    this.view.setUint8(this.used, copyData);
    this.view.setUint32(this.used + 1, length + headerLength - 1);
    this.used += headerLength;
  }

  take({ bytes }: Chunk, from: number, to: number, last: boolean): void {
    this.block.set(bytes.subarray(from, to), this.used);
    this.used += to - from;
    if (last) this.endMessage();
  }

  settle(): void {
    if (!this.waiting || this.count === 0 || this.idleTimer) return;
    this.idleTimer = setTimeout(() => {
      this.idleTimer = undefined;
      if (this.waiting) this.flush(false);
    }, idleFlushMs);
  }

  handleCommandComplete(message: { text: string }): void {
    this.announced = Number(/^COPY (\d+)/.exec(message.text)?.[1] ?? -1);
  }

  handleReadyForQuery(): void {
    this.flush(true);
    this.ended = true;
    clearTimeout(this.idleTimer);
    if (!this.failure && this.announced !== this.framed)
      this.failure = new Error(
        `The server says that it sent ${this.announced} rows, but ${this.framed} arrived: ${this.sql}`,
      );
    if (!this.waiting || this.queue.length > 0) return;
    if (this.failure) this.waiting.reject(this.failure);
    else this.waiting.resolve(null);
    this.waiting = undefined;
  }

  handleError(error: Error): void {
    this.failure = error;
    clearTimeout(this.idleTimer);
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  /** Whole messages. */
  private append({ bytes }: Chunk, from: number, to: number, count: number): void {
    if (count === 0) return;
    this.block.set(bytes.subarray(from, to), this.used);
    this.used += to - from;
    this.wholeEnd = this.used;
    this.count += count;
    this.framed += count;
  }

  /** Between two messages. */
  private reserve(length: number): void {
    if (this.used + length <= this.block.length) return;
    this.flush(true);
    const isUsual = this.nextBlockBytes === this.blockBytes && length <= this.blockBytes;
    const spare = isUsual ? this.spare.pop() : undefined;
    this.useBlock(spare ?? new Uint8Array(Math.max(this.nextBlockBytes, length)));
    this.used = 0;
    this.wholeEnd = 0;
    this.nextBlockBytes = Math.min(this.nextBlockBytes * 4, this.blockBytes);
  }

  /** The first message holds the file header too; the last one is the trailer. */
  private endMessage(): void {
    if (!this.headerSeen) this.stripHeader();
    const payload = this.wholeEnd + headerLength;
    const length = this.used - payload;
    if (length === 0 || isTrailer(this.block, payload, length)) {
      this.used = this.wholeEnd;
      return;
    }
    this.wholeEnd = this.used;
    this.count++;
    this.framed++;
  }

  private stripHeader(): void {
    const payload = this.wholeEnd + headerLength;
    const headerBytes = readHeader(this.block, payload, this.used);
    this.block.copyWithin(payload, payload + headerBytes, this.used);
    this.used -= headerBytes;
    this.view.setUint32(this.wholeEnd + 1, this.used - this.wholeEnd - 1);
    this.headerSeen = true;
  }

  private useBlock(block: Uint8Array): void {
    this.block = block;
    this.view = viewOf(block);
  }

  /** Cuts a block behind the last whole message. Unless the memory `ends` there, the next block goes into its rest. */
  private flush(ends: boolean): void {
    if (this.count === 0) return;
    const block: TupleBlock = { bytes: this.block.subarray(0, this.wholeEnd), count: this.count };
    const isShared = !ends || this.block.length !== this.block.buffer.byteLength;
    if (!isShared && this.block.length === this.blockBytes) block.release = this.releaseOf(this.block);
    this.useBlock(this.block.subarray(this.wholeEnd));
    this.used -= this.wholeEnd;
    this.wholeEnd = 0;
    this.count = 0;
    if (this.waiting) {
      this.waiting.resolve(block);
      this.waiting = undefined;
      return;
    }
    this.queue.push(block);
    if (this.queue.length >= maxQueuedBlocks) this.connection?.stream.pause();
  }

  private releaseOf(memory: Uint8Array): () => void {
    let isHeld = true;
    return () => {
      if (isHeld) this.spare.push(memory);
      isHeld = false;
    };
  }
}
