import type { FileConfig } from "../config";
import { parseCsvOptions } from "../reader-options";
import type { Format } from "../rows/table";
import type { Cell } from "./scanner";
import { createCsvTable } from "./table";

export function createCsvFormat(config: FileConfig): Format<Cell[]> {
  const options = parseCsvOptions(config.reader_options);
  return {
    encoding: options.encoding,
    isStrict: options.encoding_errors === "strict",
    compression: options.compression,
    maxRows: options.nrows ?? Infinity,
    createTable: () => createCsvTable(options),
  };
}
