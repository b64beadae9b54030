/** More is kept once it was needed, up to the limit. */
const startBytes = 64 * 1024;
const keepAtMostBytes = 2 * 1024 * 1024;
/** The next chunk is rarely of exactly the same size. */
const roomToGrow = 1.1;

/**
 * Memory for the vectors of one chunk, used again for a later one: left to the garbage collector, as much as a worker
 * may have in all would lie about before it is freed.
 */
export class Arena {
  private buffer = new ArrayBuffer(startBytes);
  private taken = 0;

  get bytesTaken(): number {
    return this.taken;
  }

  /** Forgets what was taken. */
  reset(): void {
    if (this.taken > this.buffer.byteLength && this.buffer.byteLength < keepAtMostBytes)
      this.buffer = new ArrayBuffer(Math.min(Math.ceil(this.taken * roomToGrow), keepAtMostBytes));
    this.taken = 0;
  }

  /** So many bytes with anything in them, where numbers of 8 bytes may begin. */
  takeBytes(count: number): Uint8Array<ArrayBuffer> {
    const start = this.taken;
    this.taken += Math.ceil(count / 8) * 8;
    return this.taken <= this.buffer.byteLength
      ? new Uint8Array(this.buffer, start, count)
      : new Uint8Array(count);
  }

  /** So many 32-bit words with anything in them. */
  takeWords(count: number): Int32Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.takeBytes(count * 4);
    return new Int32Array(buffer, byteOffset, count);
  }
}
