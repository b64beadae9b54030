/** Takes Avro's binary values out of bytes, one after the other. Throws RangeError where they are cut off. */
export class ByteReader {
  at = 0;
  private buffer: Buffer = Buffer.alloc(0);

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
    let bits = first & 0x7f;
    let weight = 0x80;
    for (let count = 1; count < maxPlainBytes; count++) {
      const byte = this.takeByte();
      bits += (byte & 0x7f) * weight;
      if (byte < 0x80) return bits % 2 === 0 ? bits / 2 : -(bits + 1) / 2;
      weight *= 0x80;
    }
    return this.takeRest(BigInt(bits));
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

  private takeRest(low: bigint): number | bigint {
    let bits = low;
    for (let shift = BigInt(7 * maxPlainBytes); shift < 70n; shift += 7n) {
      const byte = this.takeByte();
      bits |= BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      const value = BigInt.asIntN(64, (bits >> 1n) ^ -(bits & 1n));
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    throw new RangeError("a whole number has more than 64 bits");
  }
}

/** 49 bits, which a double holds with room to spare. */
const maxPlainBytes = 7;
