/** Dates and timestamps in the forms of ISO 8601 that files hold. Anything else (01/02/2024) stays text: it says two things. */

const zero = 48;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const msPerMinute = 60_000;

/** YYYY-MM-DD, a day that exists. */
export function readDate(text: string): string | undefined {
  return text.length === 10 && isDate(text) ? text : undefined;
}

/**
 * A date, "T" or a space, and HH:MM, HH:MM:SS or HH:MM:SS.ffffff; zoned with Z or an offset, which is converted to UTC.
 * More than six digits of a second would be lost, so such a text is no timestamp, unless they are zeros.
 */
export function readTimestamp(text: string, zoned: boolean): string | undefined {
  if (text.length < 16 || !isDate(text)) return undefined;
  const between = text.charCodeAt(10);
  if ((between !== 84 && between !== 32) || text.charCodeAt(13) !== 58) return undefined;
  const hour = two(text, 11);
  const minute = two(text, 14);
  if (!(hour < 24 && minute < 60)) return undefined;
  const clock = clockEnd(text);
  if (clock === undefined) return undefined;
  const zone = text.slice(clock.end);
  if (!zoned) return zone === "" ? `${text.slice(0, 10)}T${text.slice(11, 16)}${clock.seconds}` : undefined;
  if (zone === "Z" || zone === "z") {
    const isCanonical = between === 84 && zone === "Z" && clock.isVerbatim;
    return isCanonical ? text : `${text.slice(0, 10)}T${text.slice(11, 16)}${clock.seconds}Z`;
  }
  const offset = offsetMinutes(zone);
  return offset === undefined ? undefined : inUtc(text, hour * 60 + minute - offset, clock.seconds);
}

/** The seconds from position 16 on, as they are to be written, and where they end. */
function clockEnd(text: string): { seconds: string; end: number; isVerbatim: boolean } | undefined {
  if (text.charCodeAt(16) !== 58) return { seconds: ":00", end: 16, isVerbatim: false };
  if (!(two(text, 17) < 60)) return undefined;
  const point = text.charCodeAt(19);
  if (point !== 46 && point !== 44) return { seconds: text.slice(16, 19), end: 19, isVerbatim: true };
  let end = 20;
  while (isDigit(text.charCodeAt(end))) end++;
  if (end === 20) return undefined;
  if (end > 26 && !/^0*$/.test(text.slice(26, end))) return undefined;
  const seconds = `${text.slice(16, 19)}.${text.slice(20, Math.min(end, 26))}`;
  return { seconds, end, isVerbatim: point === 46 && end <= 26 };
}

/** ±HH, ±HHMM or ±HH:MM, perhaps behind a space. */
function offsetMinutes(zone: string): number | undefined {
  const [, sign, hours, minutes = "0"] = /^ ?([+-])(\d\d)(?::?(\d\d))?$/.exec(zone) ?? [];
  if (sign === undefined || Number(hours) > 18 || Number(minutes) > 59) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
}

function inUtc(text: string, minuteOfDay: number, seconds: string): string | undefined {
  const moment = new Date(0);
  moment.setUTCFullYear(Number(text.slice(0, 4)), two(text, 5) - 1, two(text, 8));
  moment.setTime(moment.getTime() + minuteOfDay * msPerMinute);
  const iso = moment.toISOString();
  return iso.length === 24 ? `${iso.slice(0, 16)}${seconds}Z` : undefined; // beyond the year 9999
}

function isDate(text: string): boolean {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  if (!(year >= 1 && month >= 1 && day >= 1)) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (monthDays[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** NaN where there are no two digits. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - zero) * 10 + ones - zero : NaN;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= 57;
}
