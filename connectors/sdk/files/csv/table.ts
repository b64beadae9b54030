import { ConfigError } from "@/connectors/sdk";
import type { CsvOptions } from "../reader-options";
import { createSplitter } from "../rows/splitter";
import { createDocumentConverter } from "../rows/document";
import { extraName, type Table } from "../rows/table";
import { createCsvConverter, placeFields, type CsvLayout } from "./convert";
import { createCsvInference } from "./infer";
import { freeName, uniqueNames } from "./names";
import { plainDialectOf } from "./plain/dialect";
import { createTupleTaker } from "./plain/row-takers";
import { CsvScanner, type Cell } from "./scanner";
import { refuseSeparator } from "./suspect";

export interface CsvTableOptions {
  /** Columns that a file does not have are null, as in files of one stream that differ. */
  allowsMissing?: boolean;
  /** Rows to leave out below the header. */
  rowsToSkip?: number;
  /** Each row becomes one JSON document of texts. */
  asDocuments?: boolean;
  /** The name of the column at `index`, where there is no header. */
  nameColumn?(index: number): string;
}

/** The rows of a CSV file below its head, which names the columns. */
export function createCsvTable(options: CsvOptions, tableOptions: CsvTableOptions = {}): Table<Cell[]> {
  const separator = separatorOf(options);
  const splitter = createSplitter(
    new CsvScanner({
      separator,
      quote: options.quoting === 3 ? null : options.quotechar,
      doubleQuote: options.doublequote,
      escape: options.escapechar,
      comment: options.comment,
      skipInitialSpace: options.skipinitialspace,
    }),
  );
  const headerRow = options.header === "infer" ? (options.names ? null : 0) : options.header;
  let columns: string[] | null = null;
  let linesToSkip = options.skiprows;
  let rowsToSkip = headerRow ?? 0;
  let bodyRowsToSkip = tableOptions.rowsToSkip ?? 0;
  const nameColumn = tableOptions.nameColumn ?? String;

  const isBlank = (row: Cell[]) => options.skip_blank_lines && row.length === 1 && row[0] === null;
  /** True where the row belongs to the head. */
  const takeHead = (row: Cell[]): boolean => {
    if (linesToSkip > 0) {
      linesToSkip--;
      return true;
    }
    if (isBlank(row)) return true;
    if (headerRow === null) {
      columns = uniqueNames(options.names ?? row.map((_, index) => nameColumn(index)));
      return false;
    }
    if (rowsToSkip-- > 0) return true;
    columns = uniqueNames(options.names ?? row.map((name) => name ?? ""));
    return true;
  };
  const body = (rows: Cell[][]): Cell[][] => {
    let first = 0;
    for (; first < rows.length && !columns; first++) {
      const row = rows[first];
      if (row && !takeHead(row)) break;
    }
    for (; columns && bodyRowsToSkip > 0 && first < rows.length; bodyRowsToSkip--) first++;
    const below = first === 0 ? rows : rows.slice(first);
    return options.skip_blank_lines && below.some(isBlank) ? below.filter((row) => !isBlank(row)) : below;
  };
  const layout = (): CsvLayout => {
    if (!columns) throw new Error("The head of the file has not been read.");
    const taken = new Set(columns);
    const extra = taken.has(extraName) ? freeName(extraName, taken) : extraName;
    return { columns, extra, allowsMissing: tableOptions.allowsMissing ?? false };
  };
  const plainDialect = () => (bodyRowsToSkip > 0 ? null : plainDialectOf(options, layout().columns.length));
  return {
    push: (text) => body(splitter.push(text)),
    end: () => body(splitter.end()),
    rest: () => splitter.rest(),
    jump: (rowsBefore) => {
      bodyRowsToSkip = 0;
      splitter.jump(rowsBefore);
    },
    isReady: () => columns !== null,
    refuseFirst: (row) => {
      const isMeant = options.sep !== undefined || options.delimiter !== undefined;
      if (!isMeant) refuseSeparator(layout().columns, row, separator);
    },
    createInference: () => createCsvInference(layout(), options, plainDialect()),
    createConverter: (fields, damage) =>
      tableOptions.asDocuments
        ? createDocumentConverter(fields, (row) => toDocument(layout(), row))
        : createCsvConverter(layout(), fields, options, damage),
    createTupleTaker: (fields) => {
      const dialect = tableOptions.asDocuments ? null : plainDialect();
      return dialect && createTupleTaker(dialect, placeFields(fields, layout()));
    },
  };
}

/** What no column is for goes to the column of what is too much. */
function toDocument({ columns, extra }: CsvLayout, row: Cell[]): string {
  const members = columns.map((name, index) => [name, row[index] ?? null]);
  const beyond = row.slice(columns.length);
  return JSON.stringify(
    Object.fromEntries(beyond.some((cell) => cell !== null) ? [...members, [extra, beyond]] : members),
  );
}

function separatorOf(options: CsvOptions): string {
  if (options.sep !== undefined && options.delimiter !== undefined && options.sep !== options.delimiter) {
    throw new ConfigError(
      'The reader options name two separators, "sep" and "delimiter". Leave one of them out.',
      {
        field: ["reader_options"],
      },
    );
  }
  return options.sep ?? options.delimiter ?? ",";
}
