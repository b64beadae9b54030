/** Days of a year before each of its months, leap years apart. */
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const daysBeforeInLeapYears = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];
const hyphen = 0x2d;
const daysFromYear0To2000 = 730_485;

/** Days since 2000-01-01 of the text "YYYY-MM-DD" at `from`; NaN where it is another, or the calendar has no such day. */
export function readDays(bytes: Uint8Array, from: number): number {
  if (bytes[from + 4] !== hyphen || bytes[from + 7] !== hyphen) return NaN;
  const year = readTwoDigits(bytes, from) * 100 + readTwoDigits(bytes, from + 2);
  const month = readTwoDigits(bytes, from + 5);
  const day = readTwoDigits(bytes, from + 8);
  if (year < 0 || month < 1 || month > 12 || day < 1) return NaN;
  const isLeap = (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
  const months = isLeap ? daysBeforeInLeapYears : daysBefore;
  const dayOfYear = (months[month - 1] ?? 0) + day;
  if (dayOfYear > (months[month] ?? 0)) return NaN;
  // Leap days of the years before this one; year 0 is one of those that have one.
  const past = year - 1;
  const leapDays = year === 0 ? 0 : (past >> 2) - ((past / 100) | 0) + ((past / 400) | 0) + 1;
  return year * 365 + leapDays + dayOfYear - 1 - daysFromYear0To2000;
}

/** Far below 0 where there are no two digits. */
export function readTwoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : notDigits;
}

const notDigits = -100_000;
