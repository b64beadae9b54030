/**
 * JSON as it is written: values are found as ranges of the text, so that digits, the order of keys and 64-bit integers
 * stay what they are. Nothing here recurses: however deep a text is nested, it is walked.
 */

const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** What kind of JSON value `text` is; null where it is none. */
export function jsonKind(text: string): "object" | "array" | "scalar" | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const first = text.charCodeAt(skipWhite(text, 0));
  if (first === openBrace) return "object";
  return first === openBracket ? "array" : "scalar";
}

/**
 * Gives the members of the object whose brace is at or behind `from`: key, and the range of the value. A repeated key
 * comes again; the last counts. `text` must be JSON: see `jsonKind`.
 */
export function eachMember(
  text: string,
  from: number,
  take: (key: string, start: number, end: number) => void,
): void {
  let at = skipWhite(text, skipWhite(text, from) + 1);
  while (at < text.length && text.charCodeAt(at) !== closeBrace) {
    const keyEnd = stringEnd(text, at);
    const start = skipTo(text, keyEnd, colon);
    const end = valueEnd(text, start);
    take(readString(text, at, keyEnd), start, end);
    at = skipTo(text, end, comma);
  }
}

/** Gives the ranges of the elements of the array whose bracket is at or behind `from`. */
export function eachElement(text: string, from: number, take: (start: number, end: number) => void): void {
  let at = skipWhite(text, skipWhite(text, from) + 1);
  while (at < text.length && text.charCodeAt(at) !== closeBracket) {
    const end = valueEnd(text, at);
    take(at, end);
    at = skipTo(text, end, comma);
  }
}

/** The string between the quotes at `start` and before `end`. */
export function readString(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes("\\") ? String(JSON.parse(text.slice(start, end))) : inner;
}

/** Behind the value that begins at `from`. */
function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === quote) return stringEnd(text, from);
  if (first === openBrace || first === openBracket) return nestedEnd(text, from);
  let at = from;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
  return at;
}

function nestedEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = stringEnd(text, at) - 1;
    else if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at + 1;
  }
  return text.length;
}

/** Over white space and one separator, where it stands there. */
function skipTo(text: string, from: number, separator: number): number {
  const at = skipWhite(text, from);
  return text.charCodeAt(at) === separator ? skipWhite(text, at + 1) : at;
}

function skipWhite(text: string, from: number): number {
  let at = from;
  while (isWhite(text.charCodeAt(at))) at++;
  return at;
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBracket || code === closeBrace || isWhite(code);
}

function isWhite(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
