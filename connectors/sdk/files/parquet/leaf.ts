import type { SchemaElement } from "hyparquet";
import { dateText, daysTo2000, timeText } from "../../postgres/datetime";
import type { LogicalType, Value } from "../../values";

/** How a column's physical values become the SDK's. `isCut` tells that digits were lost. */
export interface Leaf {
  type: LogicalType;
  convert(raw: unknown): Value;
  isCut?(raw: unknown): boolean;
}

const microsPerDay = 86_400_000_000n;
const smallMicrosPerDay = 86_400_000_000;
const julianDayOfEpoch = 2_440_588n;
const nanosPerDay = 86_400_000_000_000n;

/**
 * By the logical type, else by the older "converted type", else by the physical one (the format's LogicalTypes.md).
 * Nothing passes through a double or a Date.
 */
export function leafOf(element: SchemaElement): Leaf {
  const { logical_type: logical, converted_type: converted } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return decimalLeaf(element);
  if (logical?.type === "TIMESTAMP") return timestampLeaf(logical.unit, logical.isAdjustedToUTC);
  if (converted === "TIMESTAMP_MILLIS") return timestampLeaf("MILLIS", true);
  if (converted === "TIMESTAMP_MICROS") return timestampLeaf("MICROS", true);
  if (logical?.type === "TIME") return timeLeaf(logical.unit, logical.isAdjustedToUTC);
  if (converted === "TIME_MILLIS") return timeLeaf("MILLIS", true);
  if (converted === "TIME_MICROS") return timeLeaf("MICROS", true);
  if (converted === "DATE" || logical?.type === "DATE")
    return { type: { kind: "date" }, convert: (raw) => dateText(Number(raw) - daysTo2000) };
  if (logical?.type === "UUID") return { type: { kind: "uuid" }, convert: (raw) => uuidText(bytesOf(raw)) };
  if (logical?.type === "FLOAT16")
    return { type: { kind: "number", bits: 32 }, convert: (raw) => float16(bytesOf(raw)) };
  if (converted === "INTERVAL" || logical?.type === "INTERVAL")
    return { type: { kind: "string" }, convert: (raw) => durationText(bytesOf(raw)) };
  if (converted === "JSON" || logical?.type === "JSON") return { type: { kind: "json" }, convert: textOf };
  if (converted === "UTF8" || converted === "ENUM" || logical?.type === "STRING" || logical?.type === "ENUM")
    return { type: { kind: "string" }, convert: textOf };
  return physicalLeaf(element);
}

function physicalLeaf({ type, converted_type: converted, logical_type: logical }: SchemaElement): Leaf {
  const isUnsigned = converted?.startsWith("UINT") ?? (logical?.type === "INTEGER" && !logical.isSigned);
  const bits =
    logical?.type === "INTEGER" ? logical.bitWidth : Number(/\d+$/.exec(converted ?? "")?.[0] ?? 0);
  switch (type) {
    case "BOOLEAN":
      return { type: { kind: "boolean" }, convert: Boolean };
    case "INT32":
      if (isUnsigned && bits === 32)
        return { type: { kind: "integer", bits: 64 }, convert: (raw) => Number(raw) >>> 0 };
      return {
        type: { kind: "integer", bits: bits === 8 || (bits === 16 && !isUnsigned) ? 16 : 32 },
        convert: Number,
      };
    case "INT64":
      if (isUnsigned)
        return {
          type: { kind: "decimal", precision: 20, scale: 0 },
          convert: (raw) => BigInt.asUintN(64, BigInt(raw as bigint)).toString(),
        };
      return { type: { kind: "integer", bits: 64 }, convert: safeInteger };
    case "INT96":
      return int96Leaf;
    case "FLOAT":
      return { type: { kind: "number", bits: 32 }, convert: Number };
    case "DOUBLE":
      return { type: { kind: "number", bits: 64 }, convert: Number };
    default:
      return { type: { kind: "binary" }, convert: bytesOf };
  }
}

/** As Impala and Spark wrote timestamps once: nanoseconds of the day, then the Julian day. They have no zone. */
const int96Leaf: Leaf = {
  type: { kind: "timestamp", zoned: false },
  convert: (raw) => timestampText(floorDivide(int96Nanos(raw), 1000n), false),
  isCut: (raw) => int96Nanos(raw) % 1000n !== 0n,
};

function int96Nanos(raw: unknown): bigint {
  const value = raw as bigint;
  const day = BigInt.asIntN(32, value >> 64n) - julianDayOfEpoch;
  return day * nanosPerDay + BigInt.asIntN(64, value);
}

function timestampLeaf(unit: string, zoned: boolean): Leaf {
  const type: LogicalType = { kind: "timestamp", zoned };
  if (unit === "MILLIS")
    return { type, convert: (raw) => timestampText(BigInt(raw as bigint) * 1000n, zoned) };
  if (unit === "MICROS") return { type, convert: (raw) => timestampText(BigInt(raw as bigint), zoned) };
  return {
    type,
    convert: (raw) => timestampText(floorDivide(BigInt(raw as bigint), 1000n), zoned),
    isCut: (raw) => (raw as bigint) % 1000n !== 0n,
  };
}

/** A time that is "adjusted to UTC" is an instant of a day in UTC. */
function timeLeaf(unit: string, zoned: boolean): Leaf {
  const type: LogicalType = { kind: "time", zoned };
  const suffix = zoned ? "Z" : "";
  const text = (micros: number) => timeText(micros) + suffix;
  if (unit === "MILLIS") return { type, convert: (raw) => text(Number(raw) * 1000) };
  if (unit === "MICROS") return { type, convert: (raw) => text(Number(raw)) };
  return {
    type,
    convert: (raw) => text(Number((raw as bigint) / 1000n)),
    isCut: (raw) => (raw as bigint) % 1000n !== 0n,
  };
}

function decimalLeaf({ logical_type: logical, precision, scale }: SchemaElement): Leaf {
  const digits = logical?.type === "DECIMAL" ? logical : { precision, scale };
  const places = digits.scale ?? 0;
  return {
    type: { kind: "decimal", precision: digits.precision ?? 38, scale: places },
    convert: (raw) =>
      decimalText(raw instanceof Uint8Array ? signedInteger(raw) : BigInt(raw as bigint), places),
  };
}

export function decimalText(unscaled: bigint, scale: number): string {
  const text = unscaled.toString();
  if (scale === 0) return text;
  const isNegative = text.startsWith("-");
  const digits = (isNegative ? text.slice(1) : text).padStart(scale + 1, "0");
  return `${isNegative ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Two's complement, the highest byte first. */
function signedInteger(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

export function timestampText(micros: bigint, zoned: boolean): string {
  const small = Number(micros);
  const suffix = zoned ? "Z" : "";
  if (Number.isSafeInteger(small)) {
    const days = Math.floor(small / smallMicrosPerDay);
    return `${dateText(days - daysTo2000)}T${timeText(small - days * smallMicrosPerDay)}${suffix}`;
  }
  const days = floorDivide(micros, microsPerDay);
  const time = timeText(Number(micros - days * microsPerDay));
  return `${dateText(Number(days) - daysTo2000)}T${time}${suffix}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n);
}

function safeInteger(raw: unknown): number | bigint {
  const number = Number(raw);
  return Number.isSafeInteger(number) ? number : BigInt(raw as bigint);
}

/** Half a surrogate pair cannot come out of UTF-8, and bytes that are none became U+FFFD. */
function textOf(raw: unknown): string {
  return raw instanceof Uint8Array ? Buffer.from(raw).toString("utf8") : String(raw);
}

function bytesOf(raw: unknown): Uint8Array {
  if (raw instanceof Uint8Array) return raw;
  throw new Error(`A column of bytes holds ${typeof raw}.`);
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** ISO 8601, as "P1M2DT3.004S": months, days and milliseconds do not turn into each other. */
function durationText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, ms] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
  const text = `${months ? `${months}M` : ""}${days ? `${days}D` : ""}${ms ? `T${ms / 1000}S` : ""}`;
  return `P${text === "" ? "T0S" : text}`;
}

function float16(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
