/**
 * Dates and times between PostgreSQL's binary forms (days and microseconds since 2000-01-01) and the texts of
 * values.ts. The calendar is the proleptic Gregorian one, as in PostgreSQL and ISO 8601.
 */
export const daysTo2000 = 10_957;
export const microsPerDay = 86_400_000_000;
export const maxInt64 = 2n ** 63n - 1n;
export const minInt64 = -(2n ** 63n);
export const infiniteDate = 0x7fff_ffff;
export const minusInfiniteDate = -0x8000_0000;

const pad2 = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"));
const dateTexts = new Map<number, string>();
const maxDateTexts = 50_000;

/** Days since 2000-01-01 as "YYYY-MM-DD", with a sign and more digits outside the years 0000–9999. */
export function dateText(days: number): string {
  if (days === infiniteDate) return "infinity";
  if (days === minusInfiniteDate) return "-infinity";
  const known = dateTexts.get(days);
  if (known !== undefined) return known;
  if (dateTexts.size >= maxDateTexts) dateTexts.clear();
  const text = formatDate(days);
  dateTexts.set(days, text);
  return text;
}

/** Counts in years that begin in March, in eras of 400 years (146,097 days), so that leap days come last. */
function formatDate(days: number): string {
  const shifted = days + daysTo2000 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${formatYear(year)}-${pad2[month]}-${pad2[day]}`;
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(4, "0")}`;
}

/** Microseconds since midnight as "HH:MM:SS", with six decimals where they are not zero. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const text = `${pad2[hours]}:${pad2[minutes]}:${pad2[seconds % 60]}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0")}`;
}

/** "Z" or "±HH:MM[:SS]" for seconds east of Greenwich. */
export function zoneText(secondsEast: number): string {
  if (secondsEast === 0) return "Z";
  const seconds = Math.abs(secondsEast);
  const text = `${secondsEast < 0 ? "-" : "+"}${pad2[Math.floor(seconds / 3600)]}:${pad2[Math.floor(seconds / 60) % 60]}`;
  return seconds % 60 === 0 ? text : `${text}:${pad2[seconds % 60]}`;
}

/** A binary timestamp as "<date>T<time>", without a zone. */
export function timestampText(view: DataView, offset: number): string {
  const high = view.getInt32(offset);
  const low = view.getUint32(offset + 4);
  if (high === 0x7fff_ffff && low === 0xffff_ffff) return "infinity";
  if (high === -0x8000_0000 && low === 0) return "-infinity";
  let micros = high * 0x1_0000_0000 + low;
  let days = Math.floor(micros / microsPerDay);
  if (Number.isSafeInteger(micros)) micros -= days * microsPerDay;
  else {
    const exact = view.getBigInt64(offset);
    const remainder = ((exact % BigInt(microsPerDay)) + BigInt(microsPerDay)) % BigInt(microsPerDay);
    days = Number((exact - remainder) / BigInt(microsPerDay));
    micros = Number(remainder);
  }
  return `${dateText(days)}T${timeText(micros)}`;
}

/** A non-negative 64-bit integer that is known to be small, as those of times are. */
export function smallInt64(view: DataView, offset: number): number {
  return view.getInt32(offset) * 0x1_0000_0000 + view.getUint32(offset + 4);
}

const datePattern = /^([+-]?\d{4,})-(\d\d)-(\d\d)$/;
const fractionPattern = /^(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d(?::\d\d)?)?$/;
const noFraction: (string | undefined)[] = [];
const firstDay = -2_451_545; // 4714-11-24 BC, where PostgreSQL's calendar begins
const lastDay = 2_145_031_948; // 5874897-12-31
const zoneLimit = 16 * 3600;
const firstMicros = BigInt(firstDay) * BigInt(microsPerDay);
const endMicros = 9_223_371_331_200_000_000n; // 294277-01-01

/** Days since 2000-01-01; null where the text is no date or PostgreSQL cannot hold it. */
export function parseDate(text: string): number | null {
  if (text === "infinity") return infiniteDate;
  if (text === "-infinity") return minusInfiniteDate;
  const days = parseCalendarDate(text);
  return days !== null && days >= firstDay && days <= lastDay ? days : null;
}

function parseCalendarDate(text: string): number | null {
  if (text.length === 10 && text.charCodeAt(4) === hyphen && text.charCodeAt(7) === hyphen)
    return daysOf(twoDigits(text, 0) * 100 + twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8));
  const match = datePattern.exec(text);
  return match ? daysOf(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

const hyphen = 0x2d;
const dot = 0x2e;
const colon = 0x3a;
const letterT = 0x54;
const letterZ = 0x5a;

/** NaN where there are none, which no comparison accepts. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function daysOf(year: number, month: number, day: number): number | null {
  if (Number.isNaN(year + month + day)) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 - daysTo2000;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export interface ParsedTime {
  /** Since midnight; 24:00:00 is allowed. */
  micros: number;
  /** Seconds east of Greenwich; null without a zone. */
  zone: number | null;
}

export function parseTime(text: string): ParsedTime | null {
  const isTime = text.charCodeAt(2) === colon && text.charCodeAt(5) === colon;
  const [hours, minutes, seconds] = [twoDigits(text, 0), twoDigits(text, 3), twoDigits(text, 6)];
  if (!isTime || !(hours <= 24 && minutes <= 59 && seconds <= 59)) return null;
  const match = text.length === 8 ? noFraction : fractionPattern.exec(text.slice(8));
  if (!match) return null;
  const micros =
    (hours * 3600 + minutes * 60 + seconds) * 1_000_000 + Number((match[1] ?? "").padEnd(6, "0"));
  const zone = match[2] === undefined ? null : parseZone(match[2]);
  return micros <= microsPerDay && Math.abs(zone ?? 0) < zoneLimit ? { micros, zone } : null;
}

function parseZone(text: string): number {
  if (text === "Z") return 0;
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(":").map(Number);
  const total = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith("-") ? -total : total;
}

/** Microseconds since 2000-01-01, in UTC where the text has a zone; null where PostgreSQL cannot hold it. */
export function parseTimestamp(text: string): number | bigint | null {
  if (text === "infinity") return maxInt64;
  if (text === "-infinity") return minInt64;
  const plain = readPlainTimestamp(text);
  if (plain !== null) return plain;
  const split = text.indexOf("T");
  const days = split < 0 ? null : parseCalendarDate(text.slice(0, split));
  const time = split < 0 ? null : parseTime(text.slice(split + 1));
  if (days === null || time === null) return null;
  const micros = time.micros - (time.zone ?? 0) * 1_000_000;
  const quick = days * microsPerDay + micros;
  if (Number.isSafeInteger(quick)) return quick;
  const exact = BigInt(days) * BigInt(microsPerDay) + BigInt(micros);
  return exact >= firstMicros && exact < endMicros ? exact : null;
}

/** "2024-02-29T23:59:59.123456Z", what nearly all of them look like, without cutting it into texts. null: look closer. */
function readPlainTimestamp(text: string): number | null {
  const isPlain =
    text.charCodeAt(4) === hyphen &&
    text.charCodeAt(7) === hyphen &&
    text.charCodeAt(10) === letterT &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon;
  if (!isPlain) return null;
  const days = daysOf(twoDigits(text, 0) * 100 + twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8));
  const [hours, minutes, seconds] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (days === null || !(hours < 24 && minutes < 60 && seconds < 60)) return null;
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === dot) {
    let unit = 100_000;
    for (at++; unit >= 1 && isDigit(text.charCodeAt(at)); at++, unit /= 10)
      fraction += (text.charCodeAt(at) - 0x30) * unit;
    if (at === 20) return null;
  }
  if (text.charCodeAt(at) === letterZ) at++;
  if (at !== text.length) return null;
  const micros = days * microsPerDay + (hours * 3600 + minutes * 60 + seconds) * 1_000_000 + fraction;
  return Number.isSafeInteger(micros) ? micros : null;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
