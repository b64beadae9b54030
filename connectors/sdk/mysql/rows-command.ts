import { maxPayload, RawCommand, readError, readLength } from "./wire";

/**
 * Rows as the server sent them: per field a length and the value's text (readLength). Row r begins at `starts[r]`
 * and ends four bytes before the next one begins, or where the bytes end.
 */
export interface RowBlock {
  bytes: Buffer;
  starts: Int32Array;
  count: number;
}

/** Room for what a socket gives at once. */
const slack = 128 * 1024;
const maxQueued = 2;

/**
 * A SELECT whose rows come in blocks of about `blockBytes`. While nobody takes them, the socket is paused and the
 * server waits; a row larger than a block makes a larger block.
 */
export class RowsCommand extends RawCommand {
  private buffer: Buffer;
  private used = 0;
  /** Up to here packets have been seen. */
  private position = 0;
  /** The number of the packet that must come next; null before the first. */
  private sequence: number | null = null;
  private starts = new Int32Array(4096);
  private count = 0;
  private phase: "header" | "columns" | "rows" | "end" = "header";
  /** Packets of column definitions still to come, the one that ends them included. */
  private definitions = 0;
  private readonly queue: RowBlock[] = [];
  private failure: Error | null = null;
  private waiting: (() => void) | null = null;

  constructor(
    sql: string,
    private readonly blockBytes: number,
  ) {
    super(sql);
    this.buffer = Buffer.allocUnsafe(blockBytes + slack);
  }

  /** null at the end. Rejects with what the server or the network said. */
  async next(): Promise<RowBlock | null> {
    while (this.queue.length === 0 && this.phase !== "end" && !this.failure)
      await new Promise<void>((resolve) => (this.waiting = resolve));
    const block = this.queue.shift();
    if (this.queue.length < maxQueued && this.phase !== "end" && !this.failure) this.wire?.stream.resume();
    if (block) return block;
    if (this.failure) throw this.failure;
    return null;
  }

  protected fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  protected receive(chunk: Buffer): void {
    this.makeRoom(chunk.length);
    chunk.copy(this.buffer, this.used);
    this.used += chunk.length;
    this.scan();
    if (this.queue.length >= maxQueued && this.phase === "rows") this.wire?.stream.pause();
  }

  private makeRoom(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + bytes));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }

  private scan(): void {
    while (this.phase !== "end" && this.used - this.position >= 4) {
      const { buffer, position } = this;
      const length = buffer.readUIntLE(position, 3);
      const end = length === maxPayload ? this.joinParts(position) : position + 4 + length;
      if (end > this.used || end < 0) return;
      if (length !== maxPayload) this.countPacket(position);
      if (this.failure) return;
      this.position = end;
      if (this.phase === "rows") this.takeRow(position + 4, end);
      else this.takeHeader(buffer.subarray(position + 4, end), end);
      if (this.position >= this.blockBytes && this.phase === "rows") this.flush();
    }
  }

  /** Packets are numbered one after the other: where one is missing, so are rows. */
  private countPacket(position: number): void {
    const found = this.buffer[position + 3] ?? 0;
    if (this.sequence !== null && found !== this.sequence)
      this.fail(new Error(`Packets out of order: ${found} came where ${this.sequence} was to come`));
    this.sequence = (found + 1) & 0xff;
  }

  private takeRow(start: number, end: number): void {
    const first = this.buffer[start] ?? 0;
    if (first === 0xff) return this.refused(this.buffer.subarray(start, end), start - 4);
    if (first === 0xfe && end - start < 9) return this.ended(start - 4);
    if (this.count === this.starts.length) {
      const larger = new Int32Array(this.starts.length * 2);
      larger.set(this.starts);
      this.starts = larger;
    }
    this.starts[this.count++] = start;
  }

  private takeHeader(payload: Buffer, end: number): void {
    if (payload[0] === 0xff) return this.refused(payload, end);
    if (this.phase === "header") {
      this.definitions = readLength(payload, 0).length + 1;
      this.phase = "columns";
    } else if (--this.definitions === 0) this.phase = "rows";
    // Nothing before the rows is kept.
    this.buffer.copyWithin(0, end, this.used);
    this.used -= end;
    this.position = 0;
  }

  private refused(payload: Buffer, end: number): void {
    this.failure = readError(payload);
    this.ended(end);
  }

  private ended(end: number): void {
    this.position = end;
    this.used = end;
    this.phase = "end";
    if (this.count > 0) this.flush();
    this.wire?.stream.resume();
    this.finish();
    this.wake();
  }

  /** A row of 16 MB or more comes in several packets, which become one. -1 where they are not all there. */
  private joinParts(position: number): number {
    let at = position;
    for (let length = maxPayload; length === maxPayload; at += 4 + length) {
      if (this.used - at < 4) return -1;
      length = this.buffer.readUIntLE(at, 3);
      if (this.used - at < 4 + length) return -1;
    }
    this.countPacket(position);
    let end = position + 4 + maxPayload;
    for (let length = maxPayload; length === maxPayload; end += length) {
      this.countPacket(end);
      length = this.buffer.readUIntLE(end, 3);
      this.buffer.copyWithin(end, end + 4, this.used);
      this.used -= 4;
    }
    return end;
  }

  private flush(): void {
    const { buffer, position, used } = this;
    const { count } = this;
    this.queue.push({ bytes: buffer.subarray(0, position), starts: this.starts.slice(0, count), count });
    this.buffer = Buffer.allocUnsafe(Math.max(this.blockBytes, used - position) + slack);
    buffer.copy(this.buffer, 0, position, used);
    this.used = used - position;
    this.position = 0;
    this.count = 0;
    this.wake();
  }

  private wake(): void {
    this.waiting?.();
    this.waiting = null;
  }
}

/** Where the row ends. */
export function rowEnd(block: RowBlock, row: number): number {
  return row + 1 < block.count ? (block.starts[row + 1] ?? 0) - 4 : block.bytes.length;
}
