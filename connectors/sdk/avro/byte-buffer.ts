const shortText = 63;
/** No more of them in UTF-8 for each of JavaScript's characters. */
const maxBytesPerCharacter = 3;
const maxVarintBytes = 10;
/** From here on it is worth to measure a text before making room for it. */
const longText = 64 * 1024;

/** Bytes that grow; writers append at `used`. Memory that was handed out by `take` is never written again. */
export class ByteBuffer {
  bytes: Uint8Array<ArrayBuffer>;
  used = 0;
  private view: DataView;
  private buffer: Buffer;

  constructor(private readonly capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.buffer = Buffer.from(this.bytes.buffer);
  }

  /** All that was written, for good; the buffer is then empty. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.used);
    this.use(new Uint8Array(this.capacity));
    this.used = 0;
    return taken;
  }

  ensure(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length));
    grown.set(this.bytes.subarray(0, this.used));
    this.use(grown);
  }

  putByte(byte: number): void {
    this.ensure(1);
    this.bytes[this.used++] = byte;
  }

  putBytes(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
  }

  /** Little-endian, 64 bits. */
  putDouble(value: number): void {
    this.ensure(8);
    this.view.setFloat64(this.used, value, true);
    this.used += 8;
  }

  /** Little-endian, at a place that was written before. */
  setUint32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** A whole number of at most 64 bits in Avro's zigzag form; as a number, it must be safe. */
  putLong(value: number | bigint): void {
    this.ensure(maxVarintBytes);
    if (typeof value === "bigint") this.putBigVarint(value);
    else this.putVarint(value < 0 ? -value - 1 : value, value < 0 ? 1 : 0);
  }

  /** UTF-8 behind its length. Half a surrogate pair is written as U+FFFD. */
  putString(text: string): void {
    if (text.length <= shortText && this.putShortAscii(text)) return;
    const length = Buffer.byteLength(text);
    this.putLong(length);
    this.ensure(length);
    this.used += this.buffer.write(text, this.used, "utf8");
  }

  /** UTF-8 as it is. */
  putText(text: string): void {
    this.ensure(text.length > longText ? Buffer.byteLength(text) : text.length * maxBytesPerCharacter);
    this.used += this.buffer.write(text, this.used, "utf8");
  }

  /** The sign is the lowest bit, so that 6 bits of the magnitude are left in the first byte. */
  private putVarint(magnitude: number, sign: number): void {
    const { bytes } = this;
    const first = (magnitude % 64) * 2 + sign;
    let rest = Math.floor(magnitude / 64);
    if (rest === 0) {
      bytes[this.used++] = first;
      return;
    }
    bytes[this.used++] = first | 0x80;
    while (rest > 0x7f_ffff_ff) {
      bytes[this.used++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      bytes[this.used++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.used++] = rest;
  }

  private putBigVarint(value: bigint): void {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.bytes[this.used++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.used++] = Number(rest);
  }

  /** Writes nothing where the text has other characters than ASCII. */
  private putShortAscii(text: string): boolean {
    this.ensure(1 + shortText);
    const { bytes } = this;
    const start = this.used + 1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[start + index] = code;
    }
    bytes[this.used] = text.length * 2;
    this.used = start + text.length;
    return true;
  }

  private use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.buffer = Buffer.from(bytes.buffer);
  }
}
