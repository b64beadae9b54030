import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Context, StreamPlan } from "@/connectors/sdk";
import { openLocalRanges } from "@/connectors/sdk/files/content/local";
import { createLineFormat, type LineFormat } from "@/connectors/sdk/files/write/lines/line-format";
import type { LinesFormat } from "@/connectors/sdk/files/write/format";
import { countAllRows, countRunRows } from "@/connectors/sdk/files/write/parquet/count";
import { RowCounter } from "@/connectors/sdk/files/write/lines/row-counter";
import type { FileFormat } from "./config";
import { translateError } from "./errors";

const pieceBytes = 1024 * 1024;

/** How many rows of a file carry the mark of the plan's run. */
export async function countRows(
  file: string,
  format: FileFormat,
  plan: StreamPlan,
  ctx: Context,
): Promise<number> {
  if (format.format_type === "Parquet")
    return countRunRows(await openParquetFile(file, ctx), plan, ctx.signal);
  return countLines(file, createLineFormat(plan, format), format, ctx.signal);
}

/** All rows of a file, whichever run wrote them. */
export async function countAll(
  file: string,
  format: FileFormat,
  plan: StreamPlan,
  ctx: Context,
): Promise<number> {
  if (format.format_type === "Parquet") return countAllRows(await openParquetFile(file, ctx));
  const lines = createLineFormat(plan, format);
  const records = await countLines(file, { ...lines, idBytes: 0, mark: "", lead: "" }, format, ctx.signal);
  return lines.header === "" ? records : Math.max(0, records - 1);
}

function openParquetFile(file: string, ctx: Context) {
  return openLocalRanges({ storage: "local", path: file, label: file }, ctx);
}

async function countLines(
  file: string,
  lines: LineFormat,
  format: LinesFormat,
  signal: AbortSignal,
): Promise<number> {
  const counter = new RowCounter(lines, format.format_type === "CSV");
  try {
    for await (const chunk of format.compression === "gzip" ? unpacked(file) : piecesOf(file)) {
      signal.throwIfAborted();
      counter.take(chunk);
    }
  } catch (error) {
    throw translateError(error, file);
  }
  return counter.rows;
}

function unpacked(file: string): AsyncIterable<Buffer> {
  const source = createReadStream(file, { highWaterMark: pieceBytes });
  const stream = source.pipe(createGunzip({ chunkSize: pieceBytes }));
  source.once("error", (error) => stream.destroy(error));
  return stream;
}

/** Each piece until the next one is asked for: a stream would fill new memory for every piece of a file. */
async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    let [piece, next] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
    let reading = handle.read(piece);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = handle.read(next);
      reading.catch(() => undefined);
      yield piece.subarray(0, bytesRead);
      [piece, next] = [next, piece];
    }
  } finally {
    await handle.close();
  }
}
