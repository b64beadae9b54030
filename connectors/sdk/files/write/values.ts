import { jsonText, type Change, type LogicalKind, type LogicalType, type Value } from "@/connectors/sdk";

/** Files know no types: everything is text, and in JSONL what JSON has a form for is that. */
export const nativeTypes: Record<LogicalKind, string> = {
  string: "string",
  boolean: "boolean",
  integer: "number",
  number: "number",
  decimal: "number",
  date: "string",
  time: "string",
  timestamp: "string",
  binary: "string (base64)",
  json: "JSON",
  array: "array",
  object: "object",
  uuid: "string",
};

export type Misfit = Pick<Change, "change" | "reason">;

/** The reasons are Airbyte's. */
const malformed: Misfit = { change: "NULLED", reason: "DESTINATION_SERIALIZATION_ERROR" };
const repaired: Misfit = { change: "TRUNCATED", reason: "DESTINATION_SERIALIZATION_ERROR" };

/**
 * A value as it can be written: half a surrogate pair becomes U+FFFD, because UTF-8 has no form for it and many
 * readers refuse the whole line for its escape; JSON that does not parse becomes null, because it would break the line.
 */
export function fitValue(type: LogicalType, value: Value, report: (misfit: Misfit) => void): Value {
  if (typeof value !== "string") return value;
  if (isJsonKind(type) && !isJson(value)) {
    report(malformed);
    return null;
  }
  const whole = value.toWellFormed();
  const fitted = isJsonKind(type) ? repairEscapes(whole) : whole;
  if (fitted !== value) report(repaired);
  return fitted;
}

/** A value as JSON of one line: raw line breaks in a JSON document stand between its tokens only, and become spaces. */
export function toJson(type: LogicalType, value: Value): string {
  const json = jsonText(type, value);
  return isJsonKind(type) ? json.replace(/[\r\n]+/g, " ") : json;
}

/**
 * A value as RFC 4180 has it: in quotes where it contains the delimiter, a quote or a line break. Null is nothing at
 * all, an empty text is two quotes.
 */
export function toCsv(value: Value, delimiter: string): string {
  if (value === null) return "";
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
  const mustQuote = text === "" || /["\r\n]/.test(text) || text.includes(delimiter);
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A pair of escapes that are one character, an escape of half a pair, or any other escape. */
const escapes =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\./g;
const halfPairLength = "\\ud800".length;

function repairEscapes(json: string): string {
  return json.replace(escapes, (escape) => (escape.length === halfPairLength ? "\\ufffd" : escape));
}

export function isJsonKind(type: LogicalType): boolean {
  return type.kind === "json" || type.kind === "array" || type.kind === "object";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
