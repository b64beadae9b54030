import {
  ConfigError,
  type Context,
  type Encoding,
  type Feed,
  type Position,
  type ReadEvent,
  streamLabel,
} from "@/connectors/sdk";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { openSnapshot } from "./client";
import { type MySqlSourceConfig, selectGrant } from "./config";
import { readIncremental } from "./incremental";
import type { OrderColumn } from "./order";
import { parseCursorPosition } from "@/connectors/sdk/cursor/position";
import { type Selection, selectStream } from "./select";
import { readWhole } from "./whole";

/** How much comes at once, and how often reading can be taken up again. */
export interface Pace {
  blockBytes: number;
  checkpointEveryMs: number;
  checkpointEveryBytes: number;
}

export const defaultPace: Pace = {
  blockBytes: 1024 * 1024,
  checkpointEveryMs: 2_000,
  checkpointEveryBytes: 64 * 1024 * 1024,
};

/** Frames where every field has a binary form that PostgreSQL takes; columns always. */
export function encodingsOf(feed: Feed): Encoding[] {
  const isNative = feed.streams.every((stream) => stream.fields.every((field) => isWireType(field.native)));
  return isNative ? ["pg-copy-binary", "columns"] : ["columns"];
}

/** One transaction for the whole of the slice: each of its rows is as it was when the slice began. */
export async function* readFeed(
  config: MySqlSourceConfig,
  feed: Feed,
  position: Position | null,
  encoding: Encoding,
  ctx: Context,
  pace = defaultPace,
): AsyncGenerator<ReadEvent> {
  const [stream, ...others] = feed.streams;
  if (!stream || others.length > 0)
    throw new Error(`A feed of this source has one stream, not ${feed.streams.length}.`);
  const session = await openSnapshot(config, ctx);
  try {
    const selection = await selectStream(session, config, stream, encoding);
    if (position === null) yield* estimate(selection);
    const reading = { encoding, ctx, pace };
    if (stream.mode === "full_refresh")
      yield* readWhole(session, selection, position, reading, selectGrant(config));
    else {
      const cursor = cursorOf(selection);
      const start = parseCursorPosition(position, cursor.name);
      yield* readIncremental(session, selection, cursor, start, reading);
    }
    await session.commit();
  } finally {
    await session.close();
  }
}

function* estimate({ filter, relation: { rows, bytes } }: Selection): Generator<ReadEvent> {
  if (rows === null || filter !== null) return;
  yield { type: "estimate", stream: 0, rows, ...(bytes ? { bytes } : {}) };
}

function cursorOf({ stream, cursor }: Selection): OrderColumn {
  if (stream.cursor === undefined)
    throw new Error(`${streamLabel(stream)} is to be read incrementally, but has no cursor.`);
  if (cursor) return cursor;
  throw new ConfigError(
    `"${stream.cursor}" of ${streamLabel(stream)} cannot be a cursor: it is gone from the table, or of a type without an order. Choose another cursor.`,
  );
}
