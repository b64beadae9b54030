/** Takes Avro's binary values out of bytes, one after the other. Throws RangeError where they are cut off. */
export class ByteReader {
  at = 0;
  private buffer: Buffer = Buffer.alloc(0);
  /** The number that is being read goes on. */
  private hasMore = false;

  read(bytes: Uint8Array): void {
    this.buffer = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  get left(): number {
    return this.buffer.length - this.at;
  }

  takeByte(): number {
    return this.buffer.readUInt8(this.at++);
  }

  /** A whole number of at most 53 bits; RangeError where it has more. */
  takeInt(): number {
    const value = this.takeLong();
    if (typeof value === "number") return value;
    throw new RangeError(`a length of ${value} is none`);
  }

  /** Zigzag, seven bits a byte; a number where it is safe. */
  takeLong(): number | bigint {
    const first = this.takeByte();
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    // Two halves of 28 bits, so that instants in microseconds need no bigint.
    const low = this.takeBits(first & 0x7f, 7);
    if (!this.hasMore) return (low >>> 1) ^ -(low & 1);
    const high = this.takeBits(0, 0);
    if (this.hasMore) return this.takeRest(low, high);
    const size = high * 2 ** 27 + (low >>> 1);
    if (size >= Number.MAX_SAFE_INTEGER) return toLong((BigInt(high) << 28n) | BigInt(low));
    return (low & 1) === 0 ? size : -size - 1;
  }

  takeFloat(): number {
    return this.buffer.readFloatLE(this.advance(4));
  }

  takeDouble(): number {
    return this.buffer.readDoubleLE(this.advance(8));
  }

  /** A view, not a copy. */
  takeBytes(length: number): Buffer {
    const start = this.advance(length);
    return this.buffer.subarray(start, start + length);
  }

  takeText(): string {
    const length = this.takeInt();
    const start = this.advance(length);
    return this.buffer.toString("utf8", start, start + length);
  }

  skip(length: number): void {
    this.advance(length);
  }

  private advance(length: number): number {
    const start = this.at;
    if (length < 0 || length > this.left)
      throw new RangeError(`${length} bytes are announced, ${this.left} are left`);
    this.at += length;
    return start;
  }

  /** Up to the 28th bit, or the number's end. */
  private takeBits(begin: number, from: number): number {
    let bits = begin;
    for (let shift = from; shift < 28; shift += 7) {
      const byte = this.takeByte();
      bits |= (byte & 0x7f) << shift;
      this.hasMore = byte >= 0x80;
      if (!this.hasMore) break;
    }
    return bits;
  }

  private takeRest(low: number, high: number): number | bigint {
    let bits = (BigInt(high) << 28n) | BigInt(low);
    for (let shift = 56n; shift < 70n; shift += 7n) {
      const byte = this.takeByte();
      bits |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return toLong(bits);
    }
    throw new RangeError("a whole number has more than 64 bits");
  }
}

function toLong(zigzag: bigint): number | bigint {
  const value = BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
