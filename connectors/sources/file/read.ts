import type { Context, Encoding, Feed, Position, ReadEvent } from "@/connectors/sdk";
import type { FileLocation } from "@/connectors/sdk/files/content/location";
import { start, type FileFormat } from "@/connectors/sdk/files/format";
import { readRows } from "@/connectors/sdk/files/read-rows";
import { readFileSet } from "@/connectors/sdk/files/set/read";
import type { FileConfig } from "./config";
import { formatOf } from "./format";
import { findTarget } from "./location";
import { fileSetOf } from "./set";
import { parsePosition, requireSameFile, type FilePosition } from "./position";

const done: FilePosition = { done: true };

export async function* readFile(
  config: FileConfig,
  feed: Feed,
  position: Position | null,
  encoding: Encoding,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const target = await findTarget(config, ctx);
  if (target.kind === "many") return yield* readFileSet(fileSetOf(config, target), feed, position, ctx);
  const stored = parsePosition(position);
  const format = formatOf(config, { asTuples: encoding === "pg-copy-binary" });
  if (!stored?.done) yield* readFrom(format, target.location, feed, stored, ctx);
  yield { type: "checkpoint", position: done, complete: true };
}

async function* readFrom(
  format: FileFormat,
  location: FileLocation,
  feed: Feed,
  stored: Extract<FilePosition, { done: false }> | null,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const from = stored ?? start;
  const file = await format.open(location, feed.streams[0]?.fields ?? [], from, ctx);
  try {
    if (stored) requireSameFile(stored, file.identity);
    for await (const event of readRows(file, { from, maxRows: format.maxRows }, ctx)) {
      if (event.type !== "place") yield event;
      else {
        const vouched: FilePosition = { done: false, file: file.identity, ...event.place };
        yield { type: "checkpoint", position: vouched };
      }
    }
    const names = file.leftOut();
    if (names.length > 0) ctx.log("info", "The file has more than the fields that were chosen.", { names });
  } finally {
    await file.close();
  }
}
