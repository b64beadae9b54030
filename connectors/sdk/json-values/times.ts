/**
 * Dates and times in the forms that Airbyte's destinations read: ISO 8601 and its relatives (2024/1/5, 2024 Jan 05,
 * 20240105, a space for the T, offsets as +01, +0100 or +01:00, UTC and GMT, BC behind it).
 */
export interface Moment {
  year: number;
  month: number;
  day: number;
  clock: Clock | null;
}

export interface Clock {
  hour: number;
  minute: number;
  second: number;
  /** Digits behind the point. */
  fraction: string;
  /** Seconds east of UTC; null where the text names none. */
  offset: number | null;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const datePattern = "([+-]\\d{4,6}|\\d{4})(?:([-/. ])(\\d{1,2}|[A-Za-z]{3})\\2(\\d{1,2})|(\\d\\d)(\\d\\d))";
const clockPattern =
  "(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)? ?(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d(?::?\\d\\d)?)?)?";
const wholeMoment = new RegExp(`^${datePattern}(?:[T ] *(?:${clockPattern}))?(?: (BC|AD))?$`, "i");
const wholeClock = new RegExp(`^${clockPattern}$`, "i");

/** Destinations keep microseconds. */
const keptDigits = 6;

export function readMoment(text: string): Moment | undefined {
  const parts = wholeMoment.exec(text);
  if (!parts) return undefined;
  const [, years, , monthText = parts[5] ?? "", dayText = parts[6]] = parts;
  const year = parts[12]?.toUpperCase() === "BC" ? 1 - Number(years) : Number(years);
  const month = /\d/.test(monthText) ? Number(monthText) : months.indexOf(monthText.toLowerCase()) + 1;
  const day = Number(dayText);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (parts[7] === undefined) return { year, month, day, clock: null };
  const clock = toClock(parts.slice(7, 12));
  return clock && { year, month, day, clock };
}

export function readClock(text: string): Clock | undefined {
  const parts = wholeClock.exec(text);
  return parts ? toClock(parts.slice(1)) : undefined;
}

export function formatDate({ year, month, day }: Moment): string {
  return `${formatYear(year)}-${two(month)}-${two(day)}`;
}

/** Zoned: in UTC, whatever names no offset being UTC already. Otherwise the wall clock, whatever the offset. */
export function formatTimestamp(moment: Moment, zoned: boolean): string | undefined {
  const { clock } = moment;
  if (!zoned) return `${formatDate(moment)}T${formatWall(clock)}`;
  if (!clock?.offset) return `${formatDate(moment)}T${formatWall(clock)}Z`;
  const instant = new Date(0);
  instant.setUTCFullYear(moment.year, moment.month - 1, moment.day);
  instant.setUTCHours(clock.hour, clock.minute, clock.second - clock.offset);
  if (Number.isNaN(instant.getTime())) return undefined;
  const [year, month, day] = [instant.getUTCFullYear(), instant.getUTCMonth() + 1, instant.getUTCDate()];
  const [hour, minute, second] = [instant.getUTCHours(), instant.getUTCMinutes(), instant.getUTCSeconds()];
  return `${formatDate({ year, month, day, clock })}T${formatWall({ ...clock, hour, minute, second })}Z`;
}

/** Zoned: with its own offset, "Z" where it names none. */
export function formatTime(clock: Clock, zoned: boolean): string {
  return formatWall(clock) + (zoned ? formatOffset(clock.offset ?? 0) : "");
}

/** Digits of a second that destinations have no place for. */
export function hasExcessDigits(clock: Clock | null): boolean {
  return clock !== null && /[1-9]/.test(clock.fraction.slice(keptDigits));
}

export function isMidnight({ hour, minute, second, fraction }: Clock): boolean {
  return hour + minute + second === 0 && !/[1-9]/.test(fraction);
}

function toClock([hours, minutes, seconds = "0", fraction = "", zone]: (string | undefined)[]):
  Clock | undefined {
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  const offset = zone === undefined ? null : offsetOf(zone);
  if (hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  return { hour, minute, second, fraction, offset };
}

function offsetOf(zone: string): number | undefined {
  const [, sign, hours = "", minutes = "00", seconds = "00"] =
    /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 18 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" && size > 0 ? -size : size;
}

function formatWall(clock: Clock | null): string {
  if (!clock) return "00:00:00";
  const fraction = clock.fraction.slice(0, keptDigits);
  const whole = `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}`;
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

function formatOffset(offset: number): string {
  if (offset === 0) return "Z";
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  return `${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}${seconds === 0 ? "" : `:${two(seconds)}`}`;
}

function formatYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  if (year < 0) return `-${digits}`;
  return year > 9999 ? `+${digits}` : digits;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
