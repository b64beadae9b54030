import { CopyBuffer } from "../../../postgres/copy-buffer";
import type { TypeGuess } from "../../infer";
import type { RowTaker } from "../../rows/row-taker";
import type { CellRules } from "../cells";
import { CellIndex, escaped, type PlainDialect } from "./cell-index";
import { fitsPlainly } from "./fits-plainly";
import { TupleWriter, type PlacedField } from "./tuple-writer";

/** Rows take about so much as tuples, for a start. */
const tupleBytesPerByte = 2;

/** Takes rows as tuples of PostgreSQL's binary COPY, the types being those of `wireTypeOf`. */
export function createTupleTaker(dialect: PlainDialect, fields: PlacedField[]): RowTaker {
  const index = new CellIndex(dialect);
  const writer = new TupleWriter(fields, dialect);
  const spare: CopyBuffer[] = [];
  let usualBytes = 0;
  return {
    take: (bytes) => {
      // PostgreSQL's texts cannot hold U+0000.
      if (bytes.includes(0) || !index.find(bytes)) return null;
      const { rows: count, end } = index;
      const out = spare.pop() ?? new CopyBuffer(Math.max(usualBytes, bytes.length * tupleBytesPerByte));
      const start = out.used;
      const release = () => {
        out.clear();
        if (!spare.includes(out)) spare.push(out);
      };
      const isWritten = writer.write(bytes, index, out);
      usualBytes = Math.max(usualBytes, out.used);
      if (isWritten && count > 0)
        return { count, end, tuples: { bytes: out.bytes.subarray(start, out.used), count, release } };
      release();
      return count === 0 ? { count, end } : null;
    },
  };
}

/** Looks at rows to guess at the types of their columns. */
export function createGuessTaker(dialect: PlainDialect, guesses: TypeGuess[], rules: CellRules): RowTaker {
  const index = new CellIndex(dialect);
  return {
    take: (bytes) => {
      if (!index.find(bytes)) return null;
      for (const [column, guess] of guesses.entries())
        guessColumn(bytes, { index, column, step: dialect.columns }, guess, rules);
      return { count: index.rows, end: index.end };
    },
  };
}

function guessColumn(
  bytes: Buffer,
  { index, column, step }: { index: CellIndex; column: number; step: number },
  guess: TypeGuess,
  { plain }: CellRules,
): void {
  const { starts, ends, forms, rows } = index;
  for (let row = 0, cell = column; row < rows && !guess.isText; row++, cell += step) {
    const from = starts[cell] ?? 0;
    const to = ends[cell] ?? 0;
    if (from === to || (guess.type !== null && fitsPlainly(guess.type, bytes, from, to))) continue;
    // Nothing but text has quotes in it.
    if (forms[cell] === escaped) guess.add("string");
    else guess.addCell(plain(bytes.toString("utf8", from, to)));
  }
}
