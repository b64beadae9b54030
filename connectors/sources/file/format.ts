import { createCsvFormat } from "@/connectors/sdk/files/csv/format";
import type { FileFormat } from "@/connectors/sdk/files/format";
import { createJsonFormat } from "@/connectors/sdk/files/json/table";
import { createParquetFormat } from "@/connectors/sdk/files/parquet/format";
import {
  parseCsvOptions,
  parseJsonOptions,
  parseParquetOptions,
} from "@/connectors/sdk/files/reader-options";
import { createTextFormat } from "@/connectors/sdk/files/text-format";
import type { FileConfig } from "./config";

export interface FormatUse {
  /** Of several files each may lack columns of the others. */
  isOfMany?: boolean;
  /** Rows are wanted as tuples, as far as they can be made. */
  asTuples?: boolean;
}

/** The format that the configuration names. */
export function formatOf(
  config: FileConfig,
  { isOfMany = false, asTuples = false }: FormatUse = {},
): FileFormat {
  switch (config.format) {
    case "csv":
      return createTextFormat(
        createCsvFormat(parseCsvOptions(config.reader_options), { allowsMissing: isOfMany }),
        { asTuples },
      );
    case "json":
      return createTextFormat(createJsonFormat(parseJsonOptions(config.reader_options)));
    case "jsonl":
      return createTextFormat(createJsonFormat({ ...parseJsonOptions(config.reader_options), lines: true }));
    case "parquet":
      return createParquetFormat({
        maxRows: parseParquetOptions(config.reader_options).nrows ?? Infinity,
        allowsMissing: isOfMany,
        asDocuments: false,
        decimalsAsFloats: false,
      });
  }
}
