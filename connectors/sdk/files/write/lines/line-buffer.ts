import { viewOf } from "../../../postgres/tuples";

/** So much is put at once, and compressed as one member of a gzip file. */
const bytesPerBlock = 1024 * 1024;
/** A line or two more than a block. */
const startBytes = bytesPerBlock + 128 * 1024;
/** What a huge row made it grow to is given back beyond this. */
const keepAtMostBytes = 8 * startBytes;
/** No more of them in UTF-8 for each of JavaScript's characters. */
const maxBytesPerCharacter = 3;

/** Lines that wait, as UTF-8 in one piece of memory. Whoever writes into it calls `ensure` first and moves `used`. */
export class LineBuffer {
  /** Two views of the same memory. */
  bytes = new Uint8Array(startBytes);
  view = viewOf(this.bytes);
  used = 0;
  rows = 0;
  /** No more rows than this. */
  maxRows = Infinity;

  get isFull(): boolean {
    return this.used >= bytesPerBlock || this.rows >= this.maxRows;
  }

  ensure(length: number): void {
    if (this.used + length > this.bytes.length) this.grow(length);
  }

  putText(text: string): void {
    const most = text.length * maxBytesPerCharacter;
    this.ensure(most <= startBytes ? most : Buffer.byteLength(text));
    const { buffer, byteLength } = this.bytes;
    this.used += Buffer.from(buffer, 0, byteLength).write(text, this.used, "utf8");
  }

  /** The same for a short text whose characters are bytes. */
  putAscii(text: string): void {
    this.ensure(text.length);
    for (let at = 0; at < text.length; at++) this.bytes[this.used++] = text.charCodeAt(at);
  }

  clear(): void {
    this.used = 0;
    this.rows = 0;
    if (this.bytes.length > keepAtMostBytes) this.use(new Uint8Array(startBytes));
  }

  private grow(length: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length));
    grown.set(this.bytes.subarray(0, this.used));
    this.use(grown);
  }

  private use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}
