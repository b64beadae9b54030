/**
 * Texts of the SDK's values as DuckDB's numbers. Every function gives null where the text has not the form that
 * values.ts states, or DuckDB cannot hold it.
 */
export const microsPerDay = 86_400_000_000;
/** Both of DuckDB's and of the SDK's column batches: infinity as days and as microseconds; minus infinity is its negative. */
export const infiniteDays = 2_147_483_647;
export const infiniteMicros = 9_223_372_036_854_775_807n;
/** 290309-12-22 (BC) and 294247-01-10, the ends of DuckDB's timestamps. */
const firstMicros = -9_223_372_022_400_000_000n;
const lastMicros = infiniteMicros - 1n;
/** ±15:59:59 is the farthest zone that DuckDB and PostgreSQL have. */
const maxZoneSeconds = 57_599;

const datePattern = /^([+-]\d{4,7}|\d{4})-(\d\d)-(\d\d)$/;
const timePattern = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d(?::\d\d)?)?$/;

/** Days since 1970-01-01. */
export function parseDate(text: string): number | null {
  if (text === "infinity") return infiniteDays;
  if (text === "-infinity") return -infiniteDays;
  const days = calendarDays(text);
  return days !== null && Math.abs(days) < infiniteDays ? days : null;
}

/** Microseconds since 1970-01-01, in UTC where `zoned`. A bigint only where a number would not be exact. */
export function parseTimestamp(text: string, zoned: boolean): number | bigint | null {
  if (text === "infinity") return infiniteMicros;
  if (text === "-infinity") return -infiniteMicros;
  const middle = text.indexOf("T");
  if (middle < 0) return null;
  const days = calendarDays(text.slice(0, middle));
  const time = parseClock(text.slice(middle + 1));
  if (days === null || time === null || (time.zone !== null) !== zoned) return null;
  const micros = time.micros - (time.zone ?? 0) * 1_000_000;
  const quick = days * microsPerDay + micros;
  if (Number.isSafeInteger(quick)) return quick;
  const exact = BigInt(days) * BigInt(microsPerDay) + BigInt(micros);
  return isTimestamp(exact) ? exact : null;
}

/** Whether DuckDB has a timestamp of so many microseconds; the infinities are two of them. */
export function isTimestamp(micros: bigint): boolean {
  return (
    (micros >= firstMicros && micros <= lastMicros) || micros === infiniteMicros || micros === -infiniteMicros
  );
}

/** Microseconds since midnight; 24:00:00 is a time too. */
export function parseTime(text: string): number | null {
  const time = parseClock(text);
  return time && time.zone === null ? time.micros : null;
}

/** DuckDB's TIMETZ: 40 bits of microseconds, then 24 bits that fall as the zone goes east, as high and low word. */
export function parseZonedTime(text: string): { high: number; low: number } | null {
  const time = parseClock(text);
  if (!time || time.zone === null || Math.abs(time.zone) > maxZoneSeconds) return null;
  const zoneBits = maxZoneSeconds - time.zone;
  return { high: Math.floor(time.micros / 256), low: ((time.micros % 256) << 24) | zoneBits };
}

/** The number times 10^scale; `rounded` where digits beyond the scale were not zero (half away from zero). */
export interface ParsedDecimal {
  unscaled: number | bigint;
  rounded: boolean;
}

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d*))?$/;
const safeDigits = 15;

export function parseDecimal(text: string, precision: number, scale: number): ParsedDecimal | null {
  const match = decimalPattern.exec(text);
  if (!match) return null;
  const fraction = match[3] ?? "";
  const digits = ((match[2] ?? "") + fraction.slice(0, scale).padEnd(scale, "0")).replace(/^0+(?=.)/, "");
  if (digits.length > precision) return null;
  const rest = fraction.slice(scale);
  const rounded = /[1-9]/.test(rest);
  const up = rest.charCodeAt(0) >= 53;
  const magnitude =
    digits.length <= safeDigits ? Number(digits) + (up ? 1 : 0) : BigInt(digits) + (up ? 1n : 0n);
  if (magnitude >= powerOfTen(precision)) return null;
  return { unscaled: match[1] === "-" ? -magnitude : magnitude, rounded };
}

const powers = Array.from({ length: 39 }, (_, exponent) => 10n ** BigInt(exponent));

export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

const uuidPattern = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The 32 hexadecimal digits of a UUID. */
export function parseUuid(text: string): string | null {
  return uuidPattern.test(text) ? text.replaceAll("-", "") : null;
}

/** Proleptic Gregorian, in years that begin in March and eras of 400 years (146,097 days), so that leap days come last. */
function calendarDays(text: string): number | null {
  const match = datePattern.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `zone` in seconds east of Greenwich; null without one. */
function parseClock(text: string): { micros: number; zone: number | null } | null {
  const match = timePattern.exec(text);
  if (!match) return null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (minutes > 59 || seconds > 59) return null;
  const micros =
    (hours * 3600 + minutes * 60 + seconds) * 1_000_000 + Number((match[4] ?? "").padEnd(6, "0"));
  return micros <= microsPerDay
    ? { micros, zone: match[5] === undefined ? null : zoneSeconds(match[5]) }
    : null;
}

function zoneSeconds(text: string): number {
  if (text === "Z") return 0;
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(":").map(Number);
  const total = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith("-") ? -total : total;
}
