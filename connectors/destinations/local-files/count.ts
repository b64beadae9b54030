import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { FileFormat } from "./config";
import { translateError } from "./errors";
import type { LineFormat } from "@/connectors/sdk/files/write/lines";
import { RowCounter } from "@/connectors/sdk/files/write/row-counter";

/** How many rows of a file carry the mark of the run. */
export async function countRows(
  file: string,
  lines: LineFormat,
  format: FileFormat,
  signal: AbortSignal,
): Promise<number> {
  const counter = new RowCounter(lines, format.format_type === "CSV");
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const stream = format.compression === "gzip" ? source.pipe(createGunzip()) : source;
  if (stream !== source) source.once("error", (error) => stream.destroy(error));
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      counter.take(chunk as Buffer);
    }
  } catch (error) {
    throw translateError(error, file);
  }
  return counter.rows;
}
