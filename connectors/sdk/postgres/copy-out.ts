import type { Submittable } from "pg";
import { copyBytes } from "./copy-bytes";
import { isTrailer, readHeader, viewOf } from "./tuples";
import type { CopyConnection, CopySink } from "./wire";

/** Whole tuples of a binary COPY, one after the other. */
export interface TupleBlock {
  bytes: Uint8Array;
  count: number;
  /** Gives the memory of `bytes` back for a later block. For whoever has read all of it; nobody has to. */
  release?: () => void;
}

/** The first blocks are small, so that the first rows of a run are there at once. */
const firstBlockBytes = 64 * 1024;
const maxQueuedBlocks = 2;
/** Memory of blocks that were released, at most. */
const maxSpareBlocks = 8;
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
  /** Where the current tuple begins, or the next one will: whole tuples lie before it. */
  private tupleStart = 0;
  private headerSeen = false;
  private nextBlockBytes = firstBlockBytes;
  private readonly spare: Uint8Array[] = [];
  /** The memory that `block` lies in, while no block that was handed out lies in it too. */
  private whole: Uint8Array | null = null;
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

  begin(length: number): void {
    if (this.used + length > this.block.length) {
      this.flush(this.whole);
      this.whole = this.takeMemory(Math.max(this.nextBlockBytes, length));
      this.useBlock(this.whole);
      this.used = 0;
      this.tupleStart = 0;
      this.nextBlockBytes = Math.min(this.nextBlockBytes * 4, this.blockBytes);
    }
  }

  take(chunk: DataView, from: number, to: number, last: boolean): void {
    copyBytes(chunk, from, to, this.view, this.used);
    this.used += to - from;
    if (last) this.endTuple();
  }

  settle(): void {
    if (!this.waiting || this.count === 0 || this.idleTimer) return;
    this.idleTimer = setTimeout(() => {
      this.idleTimer = undefined;
      if (this.waiting) this.flush();
    }, idleFlushMs);
  }

  handleCommandComplete(message: { text: string }): void {
    this.announced = Number(/^COPY (\d+)/.exec(message.text)?.[1] ?? -1);
  }

  handleReadyForQuery(): void {
    this.flush();
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

  /** The first message holds the file header too; the last one is the trailer. */
  private endTuple(): void {
    if (!this.headerSeen) this.stripHeader();
    const length = this.used - this.tupleStart;
    if (length === 0) return;
    if (isTrailer(this.block, this.tupleStart, length)) {
      this.used = this.tupleStart;
      return;
    }
    this.tupleStart = this.used;
    this.count++;
    this.framed++;
  }

  private stripHeader(): void {
    const headerBytes = readHeader(this.block, this.tupleStart, this.used);
    this.block.copyWithin(this.tupleStart, this.tupleStart + headerBytes, this.used);
    this.used -= headerBytes;
    this.headerSeen = true;
  }

  private useBlock(block: Uint8Array): void {
    this.block = block;
    this.view = viewOf(block);
  }

  private takeMemory(bytes: number): Uint8Array {
    const spare = bytes === this.blockBytes ? this.spare.pop() : undefined;
    return spare ?? new Uint8Array(bytes);
  }

  private keep(memory: Uint8Array): void {
    if (this.spare.length < maxSpareBlocks && !this.spare.includes(memory)) this.spare.push(memory);
  }

  /** `memory`: what becomes free with the block. */
  private flush(memory: Uint8Array | null = null): void {
    if (this.count === 0) return;
    this.whole = null;
    const block: TupleBlock = { bytes: this.block.subarray(0, this.tupleStart), count: this.count };
    if (memory?.length === this.blockBytes) block.release = () => this.keep(memory);
    this.useBlock(this.block.subarray(this.tupleStart));
    this.used -= this.tupleStart;
    this.tupleStart = 0;
    this.count = 0;
    if (this.waiting) {
      this.waiting.resolve(block);
      this.waiting = undefined;
      return;
    }
    this.queue.push(block);
    if (this.queue.length >= maxQueuedBlocks) this.connection?.stream.pause();
  }
}
