import type { FileConfig } from "./config";
import { createCsvFormat } from "@/connectors/sdk/files/csv/format";
import { createJsonFormat } from "@/connectors/sdk/files/json/table";
import { parseCsvOptions, parseJsonOptions } from "@/connectors/sdk/files/reader-options";
import type { Format } from "@/connectors/sdk/files/rows/table";

/** Calls `run` with the format that the configuration names. */
export function withFormat<Result>(config: FileConfig, run: <Raw>(format: Format<Raw>) => Result): Result {
  switch (config.format) {
    case "csv":
      return run(createCsvFormat(parseCsvOptions(config.reader_options)));
    case "json":
      return run(createJsonFormat(parseJsonOptions(config.reader_options)));
    case "jsonl":
      return run(createJsonFormat({ ...parseJsonOptions(config.reader_options), lines: true }));
  }
}
