import {
  ConfigError,
  type Context,
  type Encoding,
  type Feed,
  type Position,
  type ReadEvent,
  type SelectedStream,
  streamLabel,
} from "@/connectors/sdk";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { openSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { readIncremental } from "./incremental";
import { parseKeyRange, readKeyRange } from "./key-range";
import { parsePosition } from "./position";
import { requireNotRewritten } from "./rewrite";
import { askForStream, selectStream } from "./select";
import { estimate, readWhole } from "./whole";
import { readByXmin } from "./xmin";

/** How much comes at once, and how often reading can be taken up again. */
export interface Pace {
  blockBytes: number;
  checkpointEveryMs: number;
  checkpointEveryBytes: number;
  /** Of a table that is read range by range. */
  rangeBlocks: number;
}

export const defaultPace: Pace = {
  blockBytes: 1024 * 1024,
  checkpointEveryMs: 2_000,
  checkpointEveryBytes: 64 * 1024 * 1024,
  /** 128 MB of a table: a broken read repeats a few seconds, and a range costs a statement and a commit. */
  rangeBlocks: 16_384,
};

/** Frames where every field has a portable binary form; columns always. */
export function encodingsOf(feed: Feed): Encoding[] {
  const isNative = feed.streams.every((stream) => stream.fields.every((field) => isWireType(field.native)));
  return isNative ? ["pg-copy-binary", "columns"] : ["columns"];
}

/** One transaction, and so one instant, for the whole of the feed. */
export async function* readFeed(
  config: PostgresSourceConfig,
  feed: Feed,
  position: Position | null,
  encoding: Encoding,
  ctx: Context,
  pace = defaultPace,
): AsyncGenerator<ReadEvent> {
  const [stream, ...others] = feed.streams;
  if (!stream || others.length > 0)
    throw new Error(`A feed of this source has one stream, not ${feed.streams.length}.`);
  const { session, answers } = await openSnapshot(config, ctx, askForStream(stream));
  try {
    const selection = await selectStream(session, stream, answers, { encoding, username: config.username });
    await requireNotRewritten(session, selection);
    const reading = {
      session,
      selection,
      encoding,
      pace,
      username: config.username,
      isAtOneGo: feed.hasOneCheckpoint === true,
    };
    if (feed.part !== undefined) yield* readKeyRange(reading, parseKeyRange(feed.part), position);
    else if (stream.mode === "full_refresh") yield* readWhole(reading, position);
    else if (config.replication_method.method === "Xmin") yield* readByXmin(reading, position, ctx);
    else {
      const cursor = cursorOf(stream);
      const start = parsePosition(position, cursor);
      if (start === null) yield* estimate(selection);
      yield* readIncremental(session, selection, cursor, start, { encoding, ctx, pace });
    }
    await session.commit();
  } finally {
    await session.close();
  }
}

function cursorOf(stream: SelectedStream): string {
  const { cursor } = stream;
  if (cursor === undefined)
    throw new Error(`${streamLabel(stream)} is to be read incrementally, but has no cursor.`);
  if (!stream.fields.some((field) => field.name === cursor)) {
    throw new ConfigError(
      `The cursor "${cursor}" of ${streamLabel(stream)} is not among the chosen fields, or is gone from the table. Choose it as a field, or another cursor.`,
    );
  }
  return cursor;
}
