import { dateText, microsPerDay } from "../../../postgres/datetime";
import type { LineBuffer } from "./line-buffer";

const [minus, point, zero, colon, timeMark] = [0x2d, 0x2e, 0x30, 0x3a, 0x54];

/** Below this, integers are divided as 32 bits. */
const quickIntegers = 1_000_000_000;
const maxQuickBytes = "-999999999".length;

/** A safe integer in decimal digits. */
export function putInteger(out: LineBuffer, value: number): void {
  if (value >= quickIntegers || value <= -quickIntegers) return out.putAscii(String(value));
  out.ensure(maxQuickBytes);
  const { bytes } = out;
  let rest = value | 0;
  if (rest < 0) {
    bytes[out.used++] = minus;
    rest = -rest;
  }
  out.used += digitsOf(rest);
  for (let at = out.used - 1; ; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = zero + rest - tenth * 10;
    if (tenth === 0) return;
    rest = tenth;
  }
}

function digitsOf(value: number): number {
  if (value < 100) return value < 10 ? 1 : 2;
  if (value < 10_000) return value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return 9;
}

/**
 * Texts of days, each in the slot of its lowest bits: a table has few different ones. A slot that was never used
 * names the day of the next slot, which nobody looks for there.
 */
const slots = 8192;
const knownDays = Int32Array.from({ length: slots }, (_, slot) => slot + 1);
const dateLength = "2000-01-01".length;
/** A text as words, the last of which is half empty. */
const dateWords = Math.ceil(dateLength / 4);
const knownTexts = new Int32Array(slots * dateWords);

/** Days since 2000-01-01, as dateText has them. */
export function putDate(out: LineBuffer, days: number): void {
  const slot = days & (slots - 1);
  const first = slot * dateWords;
  if (knownDays[slot] !== days) {
    const text = dateText(days);
    if (text.length !== dateLength) return out.putAscii(text);
    const padded = Buffer.from(text.padEnd(dateWords * 4, "\0"), "latin1");
    for (let word = 0; word < dateWords; word++) knownTexts[first + word] = padded.readInt32BE(word * 4);
    knownDays[slot] = days;
  }
  out.ensure(dateWords * 4);
  const { view, used } = out;
  view.setInt32(used, knownTexts[first] ?? 0);
  view.setInt32(used + 4, knownTexts[first + 1] ?? 0);
  view.setInt32(used + 8, knownTexts[first + 2] ?? 0);
  out.used = used + dateLength;
}

/** Microseconds since midnight, as timeText has them. */
export function putTime(out: LineBuffer, micros: number): void {
  out.ensure("00:00:00.000000".length);
  const { bytes } = out;
  const at = out.used;
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  putPair(bytes, at, hours);
  bytes[at + 2] = colon;
  putPair(bytes, at + 3, minutes - hours * 60);
  bytes[at + 5] = colon;
  putPair(bytes, at + 6, seconds - minutes * 60);
  out.used = at + 8;
  if (fraction === 0) return;
  bytes[at + 8] = point;
  const hundreds = (fraction / 100) | 0;
  putPair(bytes, at + 9, (hundreds / 100) | 0);
  putPair(bytes, at + 11, hundreds % 100);
  putPair(bytes, at + 13, fraction - hundreds * 100);
  out.used = at + 15;
}

function putPair(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = zero + ((value / 10) | 0);
  bytes[at + 1] = zero + (value % 10);
}

/** Microseconds since 2000-01-01, a safe integer, as timestampText has them. */
export function putTimestamp(out: LineBuffer, micros: number): void {
  const days = Math.floor(micros / microsPerDay);
  putDate(out, days);
  out.ensure(1);
  out.bytes[out.used++] = timeMark;
  putTime(out, micros - days * microsPerDay);
}

const hexDigits = Uint8Array.from(Buffer.from("0123456789abcdef", "latin1"));
/** Which of a UUID's bytes have a hyphen before them. */
const isGroup = Uint8Array.from({ length: 16 }, (_, byte) =>
  byte === 4 || byte === 6 || byte === 8 || byte === 10 ? 1 : 0,
);

/** The 16 bytes at `offset`, as readUuid has them. */
export function putUuid(out: LineBuffer, source: Uint8Array, offset: number): void {
  out.ensure("00000000-0000-0000-0000-000000000000".length);
  const { bytes } = out;
  let { used } = out;
  for (let index = 0; index < 16; index++) {
    const byte = source[offset + index] ?? 0;
    if (isGroup[index]) bytes[used++] = minus;
    bytes[used++] = hexDigits[byte >>> 4] ?? 0;
    bytes[used++] = hexDigits[byte & 15] ?? 0;
  }
  out.used = used;
}
