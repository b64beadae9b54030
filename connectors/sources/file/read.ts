import type { Context, Encoding, Feed, Position, ReadEvent } from "@/connectors/sdk";
import type { FileLocation } from "@/connectors/sdk/files/content/location";
import { start, type FileFormat, type Place } from "@/connectors/sdk/files/format";
import { readRows } from "@/connectors/sdk/files/read-rows";
import { readFileSet } from "@/connectors/sdk/files/set/read";
import type { FileConfig } from "./config";
import { formatOf } from "./format";
import { findTarget } from "./location";
import { fileSetOf } from "./set";
import { parsePosition, requireSameFile, type FilePosition, type OpenPosition } from "./position";
import { isRepeatable, keyOf } from "./repeatable";

/** Where a checkpoint may stand anywhere. */
const checkpointEveryMs = 2_000;

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
  const placeEveryMs = isRepeatable(config) ? Infinity : checkpointEveryMs;
  const file = { location: target.location, reads: keyOf(config, target), placeEveryMs };
  if (!stored?.done) yield* readFrom(format, file, feed, stored, ctx);
  yield { type: "checkpoint", position: done, complete: true };
}

async function* readFrom(
  format: FileFormat,
  { location, reads, placeEveryMs }: { location: FileLocation; reads: string; placeEveryMs: number },
  feed: Feed,
  stored: OpenPosition | null,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const from = stored ?? start;
  const file = await format.open(location, feed.streams[0]?.fields ?? [], from, ctx);
  const vouched = ({ offset, rows }: Place): ReadEvent => {
    const position: FilePosition = { done: false, file: file.identity, offset, rows, reads };
    return { type: "checkpoint", position };
  };
  try {
    if (stored) requireSameFile(stored, { file: file.identity, reads });
    if (stored?.reads === undefined && file.identity !== null) yield vouched(from);
    for await (const event of readRows(file, { from, maxRows: format.maxRows, placeEveryMs }, ctx))
      yield event.type === "place" ? vouched(event.place) : event;
    const names = file.leftOut();
    if (names.length > 0) ctx.log("info", "The file has more than the fields that were chosen.", { names });
  } finally {
    await file.close();
  }
}
