import type { Change } from "@/connectors/sdk";
import type { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { copyBytes } from "@/connectors/sdk/postgres/copy-bytes";
import { readDays } from "@/connectors/sdk/postgres/date-bytes";
import { putNumeric } from "@/connectors/sdk/postgres/numeric-bytes";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";

/** The server's texts, and what was noticed in them. */
export interface TextSource {
  bytes: Buffer;
  view: DataView;
  hasZeros: boolean;
}

export type Outcome = Pick<Change, "change" | "reason"> | null;

/**
 * Writes the binary form of the text in [from, to), without its length, at the end of `out`, which has room for it.
 * Says what had to be done to a value that has no such form.
 */
export type FieldWriter = (source: TextSource, from: number, to: number, out: CopyBuffer) => Outcome;

const nulled = (why: string): Outcome => ({ change: "NULLED", reason: `SOURCE_SERIALIZATION_ERROR: ${why}` });
const noDate = nulled("no date of the calendar, as 0000-00-00");
const noTimeOfDay = nulled("a span of time below 0 or beyond 24 hours is no time of day");
const noUuid = nulled("no UUID");
const notOne: Outcome = {
  change: "TRUNCATED",
  reason: "SOURCE_SERIALIZATION_ERROR: a tinyint(1) other than 0 and 1 became true",
};
const surrogates: Outcome = {
  change: "TRUNCATED",
  reason: "SOURCE_SERIALIZATION_ERROR: half a surrogate pair became U+FFFD",
};

export function fieldWriter(wire: WireType): FieldWriter {
  switch (wire) {
    case "bool":
      return writeBoolean;
    case "int2":
      return (source, from, to, out) => {
        out.view.setInt16(out.used, readInteger(source.bytes, from, to));
        return advance(out, 2);
      };
    case "int4":
      return (source, from, to, out) => {
        out.view.setInt32(out.used, readInteger(source.bytes, from, to));
        return advance(out, 4);
      };
    case "int8":
      return writeInt64;
    case "float4":
      return (source, from, to, out) => {
        out.view.setFloat32(out.used, Number(source.bytes.toString("latin1", from, to)));
        return advance(out, 4);
      };
    case "float8":
      return (source, from, to, out) => {
        out.view.setFloat64(out.used, Number(source.bytes.toString("latin1", from, to)));
        return advance(out, 8);
      };
    case "numeric":
      return (source, from, to, out) =>
        advance(out, putNumeric(source.bytes, from, to, { view: out.view, at: out.used }));
    case "date":
      return writeDate;
    case "time":
      return writeTime;
    case "timestamp":
    case "timestamptz":
      return writeTimestamp;
    case "bytea":
      return (source, from, to, out) => {
        copyBytes(source.view, from, to, out.view, out.used);
        return advance(out, to - from);
      };
    case "uuid":
      return writeUuid;
    default:
      return writeText;
  }
}

function advance(out: CopyBuffer, length: number): null {
  out.used += length;
  return null;
}

function writeBoolean({ bytes }: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  const value = readInteger(bytes, from, to);
  out.bytes[out.used++] = value === 0 ? 0 : 1;
  return value === 0 || value === 1 ? null : notOne;
}

/** Exact up to 15 digits. */
function readInteger(bytes: Buffer, from: number, to: number): number {
  const isNegative = bytes[from] === 0x2d;
  let value = 0;
  for (let at = isNegative ? from + 1 : from; at < to; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return isNegative ? -value : value;
}

function writeInt64({ bytes }: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  if (to - from <= 15) putInt64(out, readInteger(bytes, from, to));
  else out.view.setBigInt64(out.used, BigInt(bytes.toString("latin1", from, to)));
  return advance(out, 8);
}

function putInt64(out: CopyBuffer, value: number): void {
  out.view.setInt32(out.used, Math.floor(value / 0x1_0000_0000));
  out.view.setUint32(out.used + 4, value >>> 0);
}

/** Longer texts are searched by native code. */
const longText = 64;

function writeText(source: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  const { bytes } = source;
  if (to - from > longText) return writeLongText(source, from, to, out);
  let { used } = out;
  let isSuspect = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) source.hasZeros = true;
    else if (byte === 0xed) isSuspect = true;
    out.bytes[used++] = byte;
  }
  out.used = used;
  return isSuspect && hasSurrogate(bytes, from, to) ? surrogates : null;
}

function writeLongText(source: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  copyBytes(source.view, from, to, out.view, out.used);
  const text = source.bytes.subarray(from, to);
  source.hasZeros ||= text.includes(0);
  out.used += to - from;
  return text.includes(0xed) && hasSurrogate(source.bytes, from, to) ? surrogates : null;
}

/** MySQL takes what would be half of a surrogate pair for a character of three bytes; Unicode has no such character. */
function hasSurrogate(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to - 1; at++) if (bytes[at] === 0xed && (bytes[at + 1] ?? 0) >= 0xa0) return true;
  return false;
}

function writeDate({ bytes }: TextSource, from: number, _to: number, out: CopyBuffer): Outcome {
  const days = readDays(bytes, from);
  if (Number.isNaN(days)) return noDate;
  out.view.setInt32(out.used, days);
  return advance(out, 4);
}

/** Microseconds of "HH:MM:SS[.ffffff]". */
function readClock(bytes: Buffer, from: number, to: number): number {
  const digit = (index: number) => (bytes[from + index] ?? 0) - 0x30;
  const seconds =
    (digit(0) * 10 + digit(1)) * 3600 + (digit(3) * 10 + digit(4)) * 60 + digit(6) * 10 + digit(7);
  let fraction = 0;
  for (let place = 0; place < 6; place++)
    fraction = fraction * 10 + (from + 9 + place < to ? digit(9 + place) : 0);
  return seconds * 1_000_000 + fraction;
}

function writeTime({ bytes }: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  const isPlain = bytes[from] !== 0x2d && bytes[from + 2] === 0x3a;
  const micros = isPlain ? readClock(bytes, from, to) : Infinity;
  if (micros >= 86_400_000_000) return noTimeOfDay;
  putInt64(out, micros);
  return advance(out, 8);
}

/** Beyond so many days from 2000 the microseconds are no safe integer. */
const quickDays = 100_000;

function writeTimestamp({ bytes }: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  const days = readDays(bytes, from);
  if (Number.isNaN(days)) return noDate;
  const clock = readClock(bytes, from + 11, to);
  if (Math.abs(days) < quickDays) putInt64(out, days * 86_400_000_000 + clock);
  else out.view.setBigInt64(out.used, BigInt(days) * 86_400_000_000n + BigInt(clock));
  return advance(out, 8);
}

function writeUuid({ bytes }: TextSource, from: number, to: number, out: CopyBuffer): Outcome {
  const written = out.buffer.write(
    bytes.toString("latin1", from, to).replaceAll("-", ""),
    out.used,
    16,
    "hex",
  );
  return written === 16 ? advance(out, 16) : noUuid;
}
