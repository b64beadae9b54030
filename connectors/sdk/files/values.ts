import type { LogicalType, Value } from "@/connectors/sdk";

/** The types that fields of files have. What a text must look like for each is a table in README.md. */
export const fieldTypes = {
  string: { kind: "string" },
  boolean: { kind: "boolean" },
  integer: { kind: "integer", bits: 64 },
  number: { kind: "number", bits: 64 },
  decimal: { kind: "decimal" },
  date: { kind: "date" },
  timestamp: { kind: "timestamp", zoned: false },
  timestampZoned: { kind: "timestamp", zoned: true },
  json: { kind: "json" },
} satisfies Record<string, LogicalType>;

/** The value that `text` stands for in a field of a type; undefined where it stands for none. */
export type Reader = (text: string) => Value | undefined;

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const integerPattern = /^(?:0|-?[1-9]\d*)$/;
const decimalPattern = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)$/;
const scientificPattern = /^(-?)(0|[1-9]\d*)?(?:\.(\d+))?[eE]([+-]?\d{1,4})$/;
const notFinite = /^(?:NaN|-?Infinity)$/;
const largestExponent = 400;

export function readBoolean(text: string): boolean | undefined {
  if (text === "true" || text === "True" || text === "TRUE") return true;
  if (text === "false" || text === "False" || text === "FALSE") return false;
  return undefined;
}

/** 64 bits. No leading zeros and no plus sign: those are codes and telephone numbers. */
export function readInteger(text: string): number | bigint | undefined {
  if (!integerPattern.test(text)) return undefined;
  if (text.length <= 15) return Number(text);
  if (text.length > 20) return undefined;
  const value = BigInt(text);
  if (value < minInt64 || value > maxInt64) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** As `readInteger`, and 5.0 and 5e3 too: for fields of which it is known that they hold integers. */
export function readWholeNumber(text: string): number | bigint | undefined {
  const value = readInteger(text);
  if (value !== undefined) return value;
  const digits = readDecimal(text)?.replace(/\.0*$/, "");
  return digits === undefined ? undefined : readInteger(digits === "-0" ? "0" : digits);
}

/** Without exponent, and not NaN or infinite. */
export function isPlainDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

/** Every digit is kept; an exponent is written out. */
export function readDecimal(text: string): string | undefined {
  if (decimalPattern.test(text)) {
    if (text.startsWith(".")) return `0${text}`;
    return text.startsWith("-.") ? `-0${text.slice(1)}` : text;
  }
  return notFinite.test(text) ? text : writeOut(text);
}

/** A double, which holds about 15 digits: see `isExactNumber`. */
export function readNumber(text: string): number | undefined {
  if (!decimalPattern.test(text) && !scientificPattern.test(text) && !notFinite.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) || notFinite.test(text) ? value : undefined;
}

/** A double says the same as `text`, to the last digit. */
export function isExactNumber(text: string): boolean {
  if (text.length <= 15 && !/[eE]-/.test(text)) return true;
  const written = readDecimal(text);
  const kept = readDecimal(String(readNumber(text)));
  return written !== undefined && kept !== undefined && withoutZeros(written) === withoutZeros(kept);
}

function writeOut(text: string): string | undefined {
  const [, sign = "", whole = "", fraction = "", power = ""] = scientificPattern.exec(text) ?? [];
  if (whole === "" && fraction === "") return undefined;
  const exponent = Number(power);
  if (Math.abs(exponent) > largestExponent) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + plainWhole(digits + "0".repeat(point - digits.length));
  return `${sign}${plainWhole(digits.slice(0, point))}.${digits.slice(point)}`;
}

function plainWhole(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

/** The same number always gives the same text. */
function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
