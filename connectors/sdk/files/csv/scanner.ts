import { ConfigError } from "@/connectors/sdk";
import type { Scanner } from "../rows/splitter";

export interface Dialect {
  separator: string;
  /** null: quotes have no meaning. */
  quote: string | null;
  /** Two quotes inside a quoted cell stand for one. */
  doubleQuote: boolean;
  /** Takes the meaning from the character after it. */
  escape: string | null;
  /** The rest of the line is no data. */
  comment: string | null;
  /** Spaces after a separator are no data. */
  skipInitialSpace: boolean;
}

/** null: nothing stands between the separators. "" was written as two quotes. */
export type Cell = string | null;

const lf = 10;
const cr = 13;
const space = 32;

/** Rows end by LF, CR LF or CR; a blank line is a row of one null. */
export class CsvScanner implements Scanner<Cell[]> {
  private readonly separator: number;
  private readonly quote: number;
  private readonly escape: number;
  private readonly comment: number;
  /** Only separators and line ends have a meaning outside quotes. */
  private readonly isPlain: boolean;
  private text = "";
  private isLast = false;
  /** What the last `read…` found. */
  private cell: Cell = null;

  constructor(private readonly dialect: Dialect) {
    this.separator = codeOf(dialect.separator);
    this.quote = codeOf(dialect.quote);
    this.escape = codeOf(dialect.escape);
    this.comment = codeOf(dialect.comment);
    this.isPlain = this.escape < 0 && this.comment < 0 && !dialect.skipInitialSpace;
  }

  scan(text: string, isLast: boolean): { rows: Cell[][]; end: number } {
    this.text = text;
    this.isLast = isLast;
    const rows: Cell[][] = [];
    const lineEnds = new Finder(text, "\n");
    const returns = new Finder(text, "\r");
    const quotes = new Finder(text, this.dialect.quote);
    let end = 0;
    while (end < text.length) {
      const lineEnd = this.isPlain ? lineEnds.from(end) : Infinity;
      if (lineEnd < Infinity && quotes.from(end) > lineEnd && returns.from(end) >= lineEnd - 1) {
        const isCrLf = returns.from(end) < lineEnd;
        rows.push(splitLine(text.slice(end, isCrLf ? lineEnd - 1 : lineEnd), this.dialect.separator));
        end = lineEnd + 1;
        continue;
      }
      const cells: Cell[] = [];
      const isComment = text.charCodeAt(end) === this.comment;
      const after = isComment ? this.afterLine(end) : this.readRow(end, cells);
      if (after < 0) break;
      if (!isComment) rows.push(cells);
      end = after;
    }
    return { rows, end };
  }

  /** Puts the row's cells into `cells`; returns where the next row begins, or -1 where this one is not complete. */
  private readRow(from: number, cells: Cell[]): number {
    for (let at = from; ; at++) {
      at = this.readCell(at);
      if (at < 0) return -1;
      cells.push(this.cell);
      if (this.text.charCodeAt(at) !== this.separator) return this.afterLine(at);
    }
  }

  unending(row: number, what: string): ConfigError {
    return new ConfigError(
      `Near row ${row}, a row ${what}. Look for a quote that is never closed. If quotes mean nothing in this file, set {"quoting": 3} in the reader options; if a backslash stands before quotes inside cells, set {"escapechar": "\\\\"}.`,
      { field: ["reader_options"] },
    );
  }

  /** Where the cell at `at` ends: at a separator, a line end, a comment or the text's end. -1: not known yet. */
  private readCell(at: number): number {
    let from = at;
    if (this.dialect.skipInitialSpace) while (this.text.charCodeAt(from) === space) from++;
    if (this.text.charCodeAt(from) !== this.quote) return this.readBare(from, null);
    const after = this.escape < 0 ? this.readQuoted(from + 1) : this.readQuotedWithEscapes(from + 1);
    if (after < 0 || after >= this.text.length) return after;
    const code = this.text.charCodeAt(after);
    if (code === this.separator || code === lf || code === cr) return after;
    return this.readBare(after, this.cell); // text after the closing quote is kept
  }

  private readBare(from: number, before: Cell): number {
    const { text, separator } = this;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === separator || code === lf || code === cr) break;
      if (code === this.escape || code === this.comment) return this.readBareWithEscapes(from, before ?? "");
    }
    if (at >= text.length && !this.isLast) return -1;
    this.cell = at === from ? before : (before ?? "") + text.slice(from, at);
    return at;
  }

  private readBareWithEscapes(from: number, before: string): number {
    const { text } = this;
    let value = before;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.separator || code === lf || code === cr || code === this.comment) break;
      if (code === this.escape && at + 1 < text.length) at++;
      value += text.charAt(at);
    }
    if (at >= text.length && !this.isLast) return -1;
    this.cell = value === "" ? null : value;
    return at;
  }

  /** From behind the opening quote to behind the closing one. */
  private readQuoted(from: number): number {
    const { text, dialect } = this;
    let value = "";
    let begin = from;
    for (;;) {
      const at = text.indexOf(dialect.quote ?? "", begin);
      if (at < 0 || (at + 1 >= text.length && !this.isLast)) return -1;
      if (!dialect.doubleQuote || text.charCodeAt(at + 1) !== this.quote) {
        this.cell = value + text.slice(begin, at);
        return at + 1;
      }
      value += text.slice(begin, at + 1);
      begin = at + 2;
    }
  }

  private readQuotedWithEscapes(from: number): number {
    const { text } = this;
    let value = "";
    for (let at = from; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code === this.escape && at + 1 < text.length && code !== this.quote) {
        code = text.charCodeAt(++at);
      } else if (code === this.quote) {
        if (at + 1 >= text.length && !this.isLast) return -1;
        if (!this.dialect.doubleQuote || text.charCodeAt(at + 1) !== this.quote) {
          this.cell = value;
          return at + 1;
        }
        at++;
      }
      value += String.fromCharCode(code);
    }
    return -1;
  }

  /** Behind the line end at or after `at`; -1 where it has not come yet, or might be the first half of CR LF. */
  private afterLine(at: number): number {
    const { text } = this;
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== lf && text.charCodeAt(end) !== cr) end++;
    if (end >= text.length) return this.isLast ? end : -1;
    if (text.charCodeAt(end) === lf) return end + 1;
    if (end + 1 >= text.length && !this.isLast) return -1;
    return text.charCodeAt(end + 1) === lf ? end + 2 : end + 1;
  }
}

/** A line without quotes: native splitting is twice as fast as looking at each character. */
function splitLine(line: string, separator: string): Cell[] {
  const cells: Cell[] = line.split(separator);
  for (let index = 0; index < cells.length; index++) if (cells[index] === "") cells[index] = null;
  return cells;
}

/** Where a character comes next, looked for once however often it is asked. */
class Finder {
  private at = -1;

  constructor(
    private readonly text: string,
    private readonly character: string | null,
  ) {
    if (character === null) this.at = Infinity;
  }

  from(start: number): number {
    if (this.at >= start || this.character === null) return this.at;
    const found = this.text.indexOf(this.character, start);
    this.at = found < 0 ? Infinity : found;
    return this.at;
  }
}

function codeOf(character: string | null): number {
  return character === null ? -1 : character.charCodeAt(0);
}
