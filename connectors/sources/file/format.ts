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

/** The format that the configuration names. Of several files each may lack columns of the others. */
export function formatOf(config: FileConfig, isOfMany = false): FileFormat {
  switch (config.format) {
    case "csv":
      return createTextFormat(
        createCsvFormat(parseCsvOptions(config.reader_options), { allowsMissing: isOfMany }),
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
