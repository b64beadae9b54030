import { randomFillSync } from "node:crypto";

/** The length of an id as text. */
export const rawIdTextBytes = 36;

const counterAt = 12;
const maxCounter = 0xffff_ffff;
const hexDigits = Uint8Array.from(Buffer.from("0123456789abcdef", "latin1"));

/**
 * Values of `_airbyte_raw_id`: UUIDs of version 7 (RFC 9562), so that ids made one after the other lie beside each
 * other in an index and compress to almost nothing. From the top:
 *
 * | bits    | what                                                                              |
 * | ------- | --------------------------------------------------------------------------------- |
 * | 48      | milliseconds since the epoch; never less than in the id before                    |
 * | 4       | version                                                                           |
 * | 12      | random, one draw for the whole sequence                                           |
 * | 2       | variant                                                                           |
 * | 30      | the rest of that draw, which has 42 bits                                          |
 * | 32      | counts the ids; where it begins anew, the milliseconds have moved on              |
 *
 * Ids of one sequence rise and never repeat. Two sequences, wherever they run, make the same id only where they drew
 * the same 42 bits and stand at the same count in the same millisecond.
 */
export class RawIdSequence {
  private readonly bytes = new Uint8Array(16);
  private readonly view = new DataView(this.bytes.buffer);
  private lastMs = 0;

  constructor(
    private readonly now: () => number = Date.now,
    private counter = 0,
  ) {
    randomFillSync(this.bytes.subarray(6, counterAt));
    this.bytes[6] = ((this.bytes[6] ?? 0) & 0x0f) | 0x70;
    this.bytes[8] = ((this.bytes[8] ?? 0) & 0x3f) | 0x80;
  }

  /** Writes the 16 bytes of a fresh id. */
  write(target: Uint8Array, offset: number): void {
    this.begin(1);
    this.counter++;
    target.set(this.bytes, offset);
  }

  /** A fresh id as text. */
  next(): string {
    this.begin(1);
    this.counter++;
    return this.text();
  }

  /** Fills `target` with texts of fresh ids, 36 bytes each, one after the other: for whoever needs them by the thousand. */
  fillTexts(target: Uint8Array): void {
    const count = Math.floor(target.length / rawIdTextBytes);
    if (count === 0) return;
    this.begin(count);
    target.set(Buffer.from(this.text(), "latin1"));
    const end = count * rawIdTextBytes;
    for (let filled = rawIdTextBytes; filled < end; filled *= 2)
      target.copyWithin(filled, 0, Math.min(filled, end - filled));
    for (let last = rawIdTextBytes - 1; last < end; last += rawIdTextBytes)
      writeCounter(this.counter++, target, last);
  }

  /** Sets time and counter for the next `count` ids. */
  private begin(count: number): void {
    this.lastMs = Math.max(this.now(), this.lastMs);
    if (this.counter + count > maxCounter) {
      this.counter = 0;
      this.lastMs++;
    }
    this.view.setUint16(0, this.lastMs / 0x1_0000_0000);
    this.view.setUint32(2, this.lastMs % 0x1_0000_0000);
    this.view.setUint32(counterAt, this.counter);
  }

  private text(): string {
    const hex = Buffer.from(this.bytes.buffer).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

const ofThisThread = new RawIdSequence();

/** Writes a fresh `_airbyte_raw_id`'s 16 bytes into `target`. */
export function writeRawId(target: Uint8Array, offset: number): void {
  ofThisThread.write(target, offset);
}

/** A fresh `_airbyte_raw_id` as text. */
export function newRawId(): string {
  return ofThisThread.next();
}

/** Fills `target` with texts of fresh values of `_airbyte_raw_id`; see RawIdSequence. */
export function fillRawIdTexts(target: Uint8Array): void {
  ofThisThread.fillTexts(target);
}

/** Its eight hexadecimal digits, the last one at `last`. */
function writeCounter(value: number, target: Uint8Array, last: number): void {
  for (let rest = value, at = last; at > last - 8; at--, rest >>>= 4) target[at] = hexDigits[rest & 15] ?? 0;
}
