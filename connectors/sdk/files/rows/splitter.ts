import type { ConfigError } from "@/connectors/sdk";

/** Finds the rows in a text that begins at a row's start. */
export interface Scanner<Row> {
  /**
   * `end` is where the first row begins that is not complete. With `isLast` nothing follows: then the text's end also
   * ends a row, and an `end` before the text's end means that a row is cut off.
   */
  scan(text: string, isLast: boolean): { rows: Row[]; end: number };
  /** What to throw where a row goes on without end, about row number `row`; `what` says how. */
  unending(row: number, what: string): ConfigError;
}

/** Cuts text that comes in pieces into rows. */
export interface Splitter<Row> {
  /** The rows that became complete. */
  push(text: string): Row[];
  /** The last row. Throws where it is cut off. */
  end(): Row[];
  /** Text that belongs to no row given so far. */
  rest(): string;
  /** Forgets the rest: what comes next begins at a row's start, with about `rowsBefore` rows before it. */
  jump(rowsBefore: number): void;
}

/** Of JavaScript's longest string, a quarter. */
const defaultMaxRowChars = 128 * 1024 * 1024;

export function createSplitter<Row>(scanner: Scanner<Row>, maxRowChars = defaultMaxRowChars): Splitter<Row> {
  let rest = "";
  let waiting: string[] = [];
  let waitingChars = 0;
  let wantedChars = 0;
  let rowsBefore = 0;

  const scan = (isLast: boolean): Row[] => {
    const text = rest + waiting.join("");
    const { rows, end } = scanner.scan(text, isLast);
    rest = text.slice(end);
    rowsBefore += rows.length;
    waiting = [];
    waitingChars = 0;
    // A row that spans many pieces is looked at again only once it has doubled, which keeps the work linear.
    wantedChars = rows.length === 0 ? rest.length : 0;
    if (rest.length > maxRowChars)
      throw scanner.unending(rowsBefore + 1, `has over ${maxRowChars} characters`);
    return rows;
  };
  return {
    push: (text) => {
      waiting.push(text);
      waitingChars += text.length;
      return waitingChars < wantedChars ? [] : scan(false);
    },
    end: () => {
      const rows = scan(true);
      if (rest !== "") throw scanner.unending(rowsBefore + 1, "is cut off at the end of the file");
      return rows;
    },
    rest: () => rest + waiting.join(""),
    jump: (rowsPassed) => {
      rowsBefore = rowsPassed;
      rest = "";
      waiting = [];
      waitingChars = wantedChars = 0;
    },
  };
}
