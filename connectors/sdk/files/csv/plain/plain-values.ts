import { microsPerDay } from "../../../postgres/datetime";
import { readDays, readTwoDigits } from "../../../postgres/date-bytes";

/**
 * The usual forms of values, read from their bytes. Each takes less than the reader of its type in values.ts and
 * times.ts: what it does not take has to be given to that one.
 */
const maxExactDigits = 15;
const [zero, minus, point, colon] = [0x30, 0x2d, 0x2e, 0x3a];

/** An integer of at most 15 digits; otherwise NaN. */
export function readPlainInteger(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === minus;
  const first = isNegative ? from + 1 : from;
  const digits = to - first;
  if (digits < 1 || digits > maxExactDigits) return NaN;
  if (bytes[first] === zero && (digits > 1 || isNegative)) return NaN;
  let value = 0;
  for (let at = first; at < to; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

/** Whether it is a decimal without exponent, of at most 15 characters. */
export function isPlainDecimal(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] === minus ? from + 1 : from;
  if (first >= to || to - from > maxExactDigits) return false;
  if (bytes[first] === zero && first + 1 < to && bytes[first + 1] !== point) return false;
  let places = -1;
  for (let at = first; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= zero && byte <= 0x39) {
      if (places >= 0) places++;
    } else if (byte === point && places < 0) places = 0;
    else return false;
  }
  return places !== 0;
}

/** A plain decimal without its point. */
export function readUnscaled(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === minus;
  let value = 0;
  for (let at = isNegative ? from + 1 : from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== point) value = value * 10 + byte - zero;
  }
  return isNegative ? -value : value;
}

/** How many digits of a plain decimal stand behind its point. */
export function placesOf(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) if (bytes[at] === point) return to - at - 1;
  return 0;
}

const firstDay = -730_119; // 0001-01-01

/** A date as days since 2000-01-01; otherwise NaN. */
export function readPlainDays(bytes: Uint8Array, from: number, to: number): number {
  const days = to - from === 10 ? readDays(bytes, from) : NaN;
  return days >= firstDay ? days : NaN;
}

/** Within so many days around 2000 microseconds are exact. */
const exactDays = 100_000;

/**
 * A timestamp as microseconds since 2000-01-01, in UTC where it is zoned; otherwise NaN. Seconds and hours of the zone
 * must be there, at most six digits behind the point.
 */
export function readPlainMicros(bytes: Uint8Array, from: number, to: number, zoned: boolean): number {
  const days = to - from >= 19 ? readDays(bytes, from) : NaN;
  const between = bytes[from + 10];
  if (!(Math.abs(days) < exactDays) || (between !== 0x20 && between !== 0x54)) return NaN;
  if (bytes[from + 13] !== colon || bytes[from + 16] !== colon) return NaN;
  const [hours, minutes] = [readTwoDigits(bytes, from + 11), readTwoDigits(bytes, from + 14)];
  const seconds = readTwoDigits(bytes, from + 17);
  if (!(hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60)) return NaN;
  let end = from + 19;
  let fraction = 0;
  if (end < to && bytes[end] === point) {
    for (let place = 100_000; ++end < to; place /= 10) {
      const digit = (bytes[end] ?? 0) - zero;
      if (digit < 0 || digit > 9) break;
      fraction += digit * place;
    }
    if (end === from + 20 || end > from + 26) return NaN;
  }
  const zone = zoned ? readZoneSeconds(bytes, end, to) : end === to ? 0 : NaN;
  return days * microsPerDay + (hours * 3600 + minutes * 60 + seconds - zone) * 1_000_000 + fraction;
}

/** Seconds east of Greenwich of "Z", "±HH" or "±HH:MM"; otherwise NaN. */
function readZoneSeconds(bytes: Uint8Array, at: number, to: number): number {
  const sign = bytes[at];
  if (sign === 0x5a) return to === at + 1 ? 0 : NaN;
  if (sign !== 0x2b && sign !== minus) return NaN;
  const hours = readTwoDigits(bytes, at + 1);
  const hasMinutes = to === at + 6 && bytes[at + 3] === colon;
  if (!(hours >= 0 && hours <= 18) || !(hasMinutes || to === at + 3)) return NaN;
  const minutes = hasMinutes ? readTwoDigits(bytes, at + 4) : 0;
  if (!(minutes >= 0 && minutes < 60)) return NaN;
  return (hours * 60 + minutes) * (sign === minus ? -60 : 60);
}
