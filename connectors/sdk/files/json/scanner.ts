import { ConfigError } from "@/connectors/sdk";
import type { Scanner } from "../rows/splitter";

const quote = 34;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const comma = 44;

/**
 * Finds the texts of JSON values: the elements of one array at the top, or values one after the other (one object, or
 * many with or without line ends between them). Each is found by its brackets alone; whether it is JSON is for the parser.
 */
export class ElementScanner implements Scanner<string> {
  private place: "start" | "array" | "sequence" = "start";

  /** It is known whether there is an array at the top. */
  get isReady(): boolean {
    return this.place !== "start";
  }

  scan(text: string, isLast: boolean): { rows: string[]; end: number } {
    const rows: string[] = [];
    let end = 0;
    for (;;) {
      const at = this.nextToken(text, end);
      if (at >= text.length) break;
      const code = text.charCodeAt(at);
      if (this.place === "start") {
        this.place = code === openBracket ? "array" : "sequence";
        end = code === openBracket ? at + 1 : at;
        continue;
      }
      if (this.place === "array" && code === closeBracket) {
        refuseText(text, at + 1);
        // The bracket stays until the end has come: whoever goes on from here needs to meet it.
        return { rows, end: isLast ? text.length : at };
      }
      const after = elementEnd(text, at, isLast);
      if (after < 0) return { rows, end: at };
      if (after === at) throw surplus(text, at);
      rows.push(text.slice(at, after));
      end = after;
    }
    if (isLast && this.place === "array") throw unclosed();
    return { rows, end: text.length };
  }

  unending(row: number, what: string): ConfigError {
    return new ConfigError(
      `Near element ${row}, one ${what}. The file is cut off or is not JSON: provide it anew.`,
      {
        field: ["url"],
      },
    );
  }

  private nextToken(text: string, from: number): number {
    let at = from;
    let code = text.charCodeAt(at);
    while (isWhite(code) || (code === comma && this.place === "array")) code = text.charCodeAt(++at);
    return at;
  }
}

/** Also the separator of JSON text sequences. */
function isWhite(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 30;
}

/** Behind the value that begins at `from`; -1 where its end has not come yet. */
export function elementEnd(text: string, from: number, isLast: boolean): number {
  const first = text.charCodeAt(from);
  if (first === openBrace || first === openBracket) return bracketEnd(text, from);
  if (first === quote) return stringEnd(text, from);
  let at = from;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
  return at < text.length || isLast ? at : -1;
}

function bracketEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1;
  }
  return -1;
}

/** Behind the closing quote of the string whose opening one is at `from`; -1 where there is none. */
export function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at + 1;
  }
  return -1;
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBracket || code === closeBrace || isWhite(code);
}

function unclosed(): ConfigError {
  return new ConfigError(
    "The closing bracket of the array is missing: the file is cut off. Provide it anew.",
    {
      field: ["url"],
    },
  );
}

/** Nothing but white space may stand from `from` on. */
function refuseText(text: string, from: number): void {
  let at = from;
  while (isWhite(text.charCodeAt(at))) at++;
  if (at < text.length) throw surplus(text, at);
}

function surplus(text: string, at: number): ConfigError {
  const found = text.slice(at, at + 20);
  return new ConfigError(
    `The file is not JSON: ${JSON.stringify(found)} stands where a value or the end was due.`,
    {
      field: ["url"],
    },
  );
}

/** Finds lines; blank ones are left out. */
export class LineScanner implements Scanner<string> {
  /** There was a line. */
  isReady = false;

  scan(text: string, isLast: boolean): { rows: string[]; end: number } {
    const rows: string[] = [];
    let end = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", end)) {
      const line = text.slice(end, at);
      if (!isBlank(line)) rows.push(line);
      end = at + 1;
    }
    if (isLast) {
      const last = text.slice(end);
      if (!isBlank(last)) rows.push(last);
      end = text.length;
    }
    this.isReady ||= rows.length > 0;
    return { rows, end };
  }

  unending(row: number, what: string): ConfigError {
    return new ConfigError(
      `Near line ${row}, one ${what}. If the file is one JSON value and not one for each line, choose the format json.`,
      {
        field: ["format"],
      },
    );
  }
}

function isBlank(line: string): boolean {
  return line.length === 0 || (line.charCodeAt(0) <= 32 && line.trim() === "");
}
