/** How the rows look for which an index is made. */
export interface PlainDialect {
  /** Codes of one byte. */
  separator: number;
  /** -1: quotes have no meaning. */
  quote: number;
  columns: number;
  skipsBlankLines: boolean;
}

/** How a cell was written. */
export const bare = 0;
export const quoted = 1;
/** In quotes, with pairs of quotes in it that stand for one. */
export const escaped = 2;

const lf = 10;
const cr = 13;
const incomplete = -1;
const notPlain = -2;

/**
 * Where the cells of whole rows lie in a block of bytes: cell c of row r from `starts[r * columns + c]` to `ends[…]`,
 * without its quotes. It is used for block after block, so that there is no object for a row or a cell.
 */
export class CellIndex {
  rows = 0;
  /** Behind the last whole row. */
  end = 0;
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  forms = new Uint8Array(0);

  constructor(private readonly dialect: PlainDialect) {}

  /**
   * Looks at the rows of `bytes`, which begin at a row's start. False where one of them has not one cell for each column,
   * ends by CR alone, or has text behind a closing quote: what those mean is up to the scanner of texts.
   */
  find(bytes: Uint8Array): boolean {
    this.rows = this.end = 0;
    this.reserve(bytes.length + 1);
    for (;;) {
      const next = isLineEnd(bytes[this.end]) ? this.passBlank(bytes) : this.findRow(bytes, this.end);
      if (next === notPlain) return false;
      if (next === incomplete) return true;
      this.end = next;
    }
  }

  private passBlank(bytes: Uint8Array): number {
    return this.dialect.skipsBlankLines ? lineEndAt(bytes, this.end) : notPlain;
  }

  /** Where the row after the one at `from` begins. One function, as it looks at every byte of a file. */
  private findRow(bytes: Uint8Array, from: number): number {
    const { columns, separator, quote } = this.dialect;
    const { starts, ends, forms } = this;
    const { length } = bytes;
    const end = (this.rows + 1) * columns;
    // Most bytes are letters and digits, which are told apart by one look.
    const highest = Math.max(separator, cr);
    let at = from;
    for (let cell = end - columns; ; at++) {
      if (at >= length) return incomplete;
      if (bytes[at] === quote) {
        at = this.findQuoted(bytes, at + 1, cell);
        if (at < 0) return at;
      } else {
        starts[cell] = at;
        for (; at < length; at++) {
          const byte = bytes[at] ?? 0;
          if (byte <= highest && (byte === separator || byte === lf || byte === cr)) break;
        }
        ends[cell] = at;
        forms[cell] = bare;
      }
      if (at >= length) return incomplete;
      const isWhole = ++cell === end;
      if ((bytes[at] === separator) === isWhole) return notPlain;
      if (!isWhole) continue;
      const next = lineEndAt(bytes, at);
      if (next >= 0) this.rows++;
      return next;
    }
  }

  /** Notes the cell whose content begins at `from`; gives what stands behind its closing quote. */
  private findQuoted(bytes: Uint8Array, from: number, cell: number): number {
    const { separator, quote } = this.dialect;
    const { length } = bytes;
    let form = quoted;
    for (let at = from; at + 1 < length; at++) {
      if (bytes[at] !== quote) continue;
      const after = bytes[at + 1];
      if (after === quote) {
        form = escaped;
        at++;
        continue;
      }
      if (after !== separator && !isLineEnd(after)) return notPlain;
      this.starts[cell] = from;
      this.ends[cell] = at;
      this.forms[cell] = form;
      return at + 1;
    }
    return incomplete;
  }

  /** Every cell has a byte behind it. */
  private reserve(cells: number): void {
    if (this.forms.length >= cells) return;
    this.starts = new Int32Array(cells);
    this.ends = new Int32Array(cells);
    this.forms = new Uint8Array(cells);
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === lf || byte === cr;
}

/** Behind the line end that begins at `at`. */
function lineEndAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] === lf) return at + 1;
  const after = bytes[at + 1];
  return after === lf ? at + 2 : after === undefined ? incomplete : notPlain;
}
