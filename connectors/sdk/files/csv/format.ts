import type { CsvOptions } from "../reader-options";
import type { Format } from "../rows/table";
import type { Cell } from "./scanner";
import { createCsvTable, type CsvTableOptions } from "./table";

export function createCsvFormat(options: CsvOptions, table: CsvTableOptions = {}): Format<Cell[]> {
  return {
    encoding: options.encoding,
    isStrict: options.encoding_errors === "strict",
    compression: options.compression,
    maxRows: options.nrows ?? Infinity,
    ...(options.nrows === undefined ? { takesBytes: true } : {}),
    createTable: () => createCsvTable(options, table),
  };
}
