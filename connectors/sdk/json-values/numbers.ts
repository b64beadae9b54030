/** Numbers out of texts, to the last digit. Everything here takes what JSON writes and what Java's BigDecimal reads. */

const plainPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const integerPattern = /^-?(?:0|[1-9]\d*)$/;
const numberPattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,9}))?$/;
/** What JSON has no form for is written as its name. */
const namesOfNoNumber = new Set(["NaN", "Infinity", "-Infinity"]);
/** Doubles end at about 308 digits before the point and 324 behind it. */
const maxExponent = 400;
/** So many digits a double always keeps. */
const safeDigits = 15;

/** A decimal in the form of values.ts, every digit kept and an exponent written out; undefined where there is none. */
export function readDecimal(text: string): string | undefined {
  if (plainPattern.test(text) || namesOfNoNumber.has(text)) return text;
  const [, sign = "", digits = "", exponent = "0"] = numberPattern.exec(text) ?? [];
  if (digits === "" || Math.abs(Number(exponent)) > maxExponent) return undefined;
  const [whole = "", fraction = ""] = digits.split(".");
  return (sign === "-" ? "-" : "") + movePoint(whole, fraction, Number(exponent));
}

/** A whole number of so many bits, 5.0 and 5e3 too. */
export function readInteger(text: string, bits: 16 | 32 | 64): number | bigint | undefined {
  const digits = integerPattern.test(text) ? text : wholeDigits(text);
  if (digits === undefined) return undefined;
  const limit = 2 ** (bits - 1);
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value >= -limit && value < limit ? value || 0 : undefined;
  if (bits < 64 || digits.length > 20) return undefined;
  const exact = BigInt(digits);
  return BigInt.asIntN(64, exact) === exact ? exact : undefined;
}

/** A double; it may have fewer digits than `text`: see `isExact`. */
export function readNumber(text: string): number | undefined {
  if (namesOfNoNumber.has(text)) return Number(text);
  if (!numberPattern.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether `value` says the same as the text that `readNumber` made it of. */
export function isExact(value: number, text: string): boolean {
  if (text.length <= safeDigits && !/[eE]/.test(text)) return true;
  const [written, kept] = [readDecimal(text), readDecimal(String(value))];
  return written !== undefined && kept !== undefined && withoutZeros(written) === withoutZeros(kept);
}

function wholeDigits(text: string): string | undefined {
  const [whole, fraction = ""] = (readDecimal(text) ?? "").split(".");
  return whole !== undefined && integerPattern.test(whole) && /^0*$/.test(fraction) ? whole : undefined;
}

function movePoint(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point >= digits.length) return withoutLeadingZeros(digits + "0".repeat(point - digits.length));
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return `${withoutLeadingZeros(digits.slice(0, point))}.${digits.slice(point)}`;
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

/** The same number always gives the same text. */
function withoutZeros(decimal: string): string {
  const short = decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
  return short === "-0" ? "0" : short;
}
