import type { FileConfig } from "./config";
import { createCsvFormat } from "./csv/format";
import { createJsonFormat } from "./json/table";
import type { Format } from "./rows/table";

/** Calls `run` with the format that the configuration names. */
export function withFormat<Result>(config: FileConfig, run: <Raw>(format: Format<Raw>) => Result): Result {
  switch (config.format) {
    case "csv":
      return run(createCsvFormat(config));
    case "json":
    case "jsonl":
      return run(createJsonFormat(config));
  }
}
