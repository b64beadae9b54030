import { elementEnd, stringEnd } from "./scanner";

/** Doubles keep 15 digits, and a point stands among them. */
const safeRun = 15;

/** A row of a JSON file: its members as JavaScript has them, and as they are written. */
export interface JsonObjectText {
  members: Record<string, unknown>;
  /** A number among the members may not be exactly what is written. */
  isRisky(value: number): boolean;
  /** The value of a member as it is written: digits, order of keys and repeated keys included. */
  written(name: string): string;
}

/** What is wrong with a text that is no JSON object. */
export interface NotAnObject {
  why: string;
  isJson: boolean;
}

export function parseObject(text: string): JsonObjectText | NotAnObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error), isJson: false };
  }
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
    return { why: "it is no object", isJson: true };
  }
  let spans: Map<string, string> | null = null;
  const hasLong = hasLongNumber(text);
  return {
    members: parsed as Record<string, unknown>,
    isRisky: (value) => hasLong || isExtreme(value, text),
    written: (name) => (spans ??= writtenMembers(text)).get(name) ?? "null",
  };
}

export function isObject(row: JsonObjectText | NotAnObject): row is JsonObjectText {
  return "members" in row;
}

/** Beyond the range of doubles, or so small that they have fewer digits. */
function isExtreme(value: number, text: string): boolean {
  const size = Math.abs(value);
  return !(size < Infinity) || (size < 1e-290 && /[eE]-/.test(text));
}

/** A run of digits and points that is too long for a double, in a number or a string. Looks at one of 16 characters. */
function hasLongNumber(text: string): boolean {
  for (let at = safeRun; at < text.length; at += safeRun + 1) {
    if (!isDigitOrPoint(text.charCodeAt(at))) continue;
    let start = at;
    let end = at + 1;
    while (isDigitOrPoint(text.charCodeAt(start - 1))) start--;
    while (isDigitOrPoint(text.charCodeAt(end))) end++;
    if (end - start > safeRun) return true;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

/** The members of `text`, which is known to be a JSON object. Of a repeated key the last counts, as in JSON.parse. */
function writtenMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    const keyEnd = stringEnd(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const start = skipWhite(text, text.indexOf(":", keyEnd) + 1);
    const end = elementEnd(text, start, true);
    members.set(
      key.includes("\\") ? String(JSON.parse(text.slice(at, keyEnd))) : key,
      text.slice(start, end),
    );
    at = end;
  }
  return members;
}

function skipWhite(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}
