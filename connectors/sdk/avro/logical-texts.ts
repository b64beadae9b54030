import { dateText, daysTo2000, microsPerDay, timeText } from "../postgres/datetime";
import type { AvroType } from "./read-schema";

type Timestamp = Extract<AvroType, { as: "timestamp" }>;

/** Years −9999 to 99999: what texts of instants here have a form for. */
const [firstDay, lastDay] = [-4_371_953, 35_803_632];
const perDay = { millis: 86_400_000, micros: microsPerDay, nanos: 86_400_000_000_000 };

/** Days since 1970 as a date; undefined where no text has a form for it. */
export function textOfDays(days: number | bigint): string | undefined {
  const number = Number(days);
  return number < firstDay || number > lastDay ? undefined : dateText(number - daysTo2000);
}

/** Since 1970, as an instant or a wall clock; of nanoseconds microseconds stay. Undefined where no text has a form for it. */
export function textOfTimestamp(value: number | bigint, { unit, isZoned }: Timestamp): string | undefined {
  const [days, rest] = split(value, perDay[unit]);
  const date = textOfDays(days);
  return date && `${date}T${timeText(toMicros(rest, unit))}${isZoned ? "Z" : ""}`;
}

/** Since midnight; undefined where it is not within a day. */
export function textOfTime(value: number | bigint, unit: Timestamp["unit"]): string | undefined {
  const number = Number(value);
  return number < 0 || number >= perDay[unit] ? undefined : timeText(toMicros(number, unit));
}

/** A two's complement, big endian, with so many digits behind the point. */
export function textOfDecimal(bytes: Uint8Array, scale: number): string {
  if (bytes.length === 0) return textOfUnscaled(0n, scale);
  const bits = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return textOfUnscaled(BigInt.asIntN(bytes.length * 8, bits), scale);
}

function textOfUnscaled(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function split(value: number | bigint, size: number): [number, number] {
  if (typeof value === "number") {
    const whole = Math.floor(value / size);
    return [whole, value - whole * size];
  }
  const divisor = BigInt(size);
  const rest = ((value % divisor) + divisor) % divisor;
  return [Number((value - rest) / divisor), Number(rest)];
}

function toMicros(value: number, unit: Timestamp["unit"]): number {
  if (unit === "micros") return value;
  return unit === "millis" ? value * 1000 : Math.floor(value / 1000);
}
