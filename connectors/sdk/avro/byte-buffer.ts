const shortText = 63;
/** The longest text whose UTF-8 has a length of two bytes, whatever its letters. */
const mediumText = 2730;
/** No more of them in UTF-8 for each of JavaScript's characters. */
const maxBytesPerCharacter = 3;
const maxVarintBytes = 10;
/** Whole numbers up to here keep their zigzag form within 31 bits. */
const smallLong = 2 ** 29;
/** The upper half of a number from 2^48 on, as microseconds are: it takes eight bytes, which are written without a loop. */
const eightByteHigh = 2 ** 16;
/** From here on the call that copies natively costs less than copying here. */
const longPart = 256;
/** From here on it is worth to measure a text before making room for it. */
const longText = 64 * 1024;

/** Whether a 64-bit number in memory has its lower half first. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Where the halves of a 64-bit number are, as 32-bit ones. */
export const lowHalf = isLittleEndian ? 0 : 1;
export const highHalf = 1 - lowHalf;

/** Bytes that grow; writers append at `used`. Memory that was handed out by `take` is never written again. */
export class ByteBuffer {
  bytes: Buffer;
  used = 0;
  private view: DataView;

  constructor(private readonly capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** All that was written, for good; the buffer is then empty, with room for `capacity` bytes. */
  take(capacity = this.capacity): Buffer {
    const taken = this.bytes.subarray(0, this.used);
    this.use(Buffer.allocUnsafeSlow(capacity));
    this.used = 0;
    return taken;
  }

  ensure(length: number): void {
    if (this.used + length > this.bytes.length) this.grow(length);
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

  /** A part of other bytes, without an object for it where it is short. */
  putPart(source: DataView, start: number, length: number): void {
    this.ensure(length);
    const { view, used } = this;
    this.used = used + length;
    if (length >= longPart)
      return this.bytes.set(new Uint8Array(source.buffer, source.byteOffset + start, length), used);
    let index = 0;
    for (; index + 4 <= length; index += 4) view.setInt32(used + index, source.getInt32(start + index));
    for (; index < length; index++) view.setInt8(used + index, source.getInt8(start + index));
  }

  /** Little-endian, 64 bits. */
  putDouble(value: number): void {
    this.ensure(8);
    this.view.setFloat64(this.used, value, true);
    this.used += 8;
  }

  /** A whole number of at most 64 bits in Avro's zigzag form; as a number, it must be safe. */
  putLong(value: number | bigint): void {
    this.ensure(maxVarintBytes);
    if (typeof value === "bigint") this.putBigVarint(value);
    else if (value > -smallLong && value < smallLong) this.putSmallVarint((value << 1) ^ (value >> 31));
    else this.putVarint(value < 0 ? -value - 1 : value, value < 0 ? 1 : 0);
  }

  /** The same of a number in two halves, the higher one with its sign. */
  putHalves(low: number, high: number): void {
    this.ensure(maxVarintBytes);
    const { bytes } = this;
    const sign = high >> 31;
    let rest = (low << 1) ^ sign;
    let upper = ((high << 1) | (low >>> 31)) ^ sign;
    let at = this.used;
    for (; upper !== 0; upper >>>= 7) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest = (rest >>> 7) | (upper << 25);
    }
    this.used = at;
    this.putSmallVarint(rest >>> 0);
  }

  /** A part of other bytes, which are UTF-8, behind its length. */
  putUtf8(source: DataView, start: number, length: number): void {
    this.ensure(maxVarintBytes);
    if (length <= shortText) this.bytes[this.used++] = length * 2;
    else this.putLong(length);
    this.putPart(source, start, length);
  }

  /** UTF-8 behind its length. Half a surrogate pair is written as U+FFFD. */
  putString(text: string): void {
    if (this.putAsciiString(text)) return;
    if (text.length > shortText && text.length <= mediumText) return this.putMediumString(text);
    const length = Buffer.byteLength(text);
    this.putLong(length);
    this.ensure(length);
    this.used += this.bytes.write(text, this.used, "utf8");
  }

  /** The same for short texts of ASCII alone; writes nothing, and says so, where it is none. */
  putAsciiString(text: string): boolean {
    const { length } = text;
    if (length > shortText) return false;
    this.ensure(1 + shortText);
    const { bytes } = this;
    const start = this.used + 1;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[start + index] = code;
    }
    bytes[this.used] = length * 2;
    this.used = start + length;
    return true;
  }

  /** UTF-8 as it is. */
  putText(text: string): void {
    this.ensure(text.length > longText ? Buffer.byteLength(text) : text.length * maxBytesPerCharacter);
    this.used += this.bytes.write(text, this.used, "utf8");
  }

  private grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.used + length));
    grown.set(this.bytes.subarray(0, this.used));
    this.use(grown);
  }

  private putSmallVarint(zigzag: number): void {
    const { bytes } = this;
    let at = this.used;
    let rest = zigzag;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.used = at;
  }

  /** The sign is the lowest bit, so that 6 bits of the magnitude are left in the first byte. At least 2^28. */
  private putVarint(magnitude: number, sign: number): void {
    const { bytes } = this;
    const at = this.used;
    const low = magnitude >>> 0;
    const high = Math.floor(magnitude / 2 ** 32);
    bytes[at] = ((low & 0x3f) << 1) | sign | 0x80;
    bytes[at + 1] = (low >>> 6) | 0x80;
    bytes[at + 2] = (low >>> 13) | 0x80;
    bytes[at + 3] = (low >>> 20) | 0x80;
    if (high < eightByteHigh) {
      this.used = at + 4;
      return this.putSmallVarint((low >>> 27) + high * 32);
    }
    bytes[at + 4] = (low >>> 27) | (high << 5) | 0x80;
    bytes[at + 5] = (high >>> 2) | 0x80;
    bytes[at + 6] = (high >>> 9) | 0x80;
    bytes[at + 7] = high >>> 16;
    this.used = at + 8;
  }

  private putBigVarint(value: bigint): void {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.bytes[this.used++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.used++] = Number(rest);
  }

  /** Of more than 63 bytes and at most 8191, whatever it holds: so its length takes two of its own. */
  private putMediumString(text: string): void {
    this.ensure(2 + text.length * maxBytesPerCharacter);
    const length = this.bytes.write(text, this.used + 2, "utf8");
    this.bytes[this.used] = ((length * 2) & 0x7f) | 0x80;
    this.bytes[this.used + 1] = length >>> 6;
    this.used += 2 + length;
  }

  private use(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}
