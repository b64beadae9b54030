import type { Context, Encoding, Feed, Position, ReadEvent, SelectedStream } from "@/connectors/sdk";
import { feedIdOf } from "@/connectors/sdk";
import { Session } from "@/connectors/sdk/duckdb/client";
import { listRelations } from "./catalog";
import type { DuckdbSourceConfig } from "./config";
import { cursorOf, readIncremental } from "./incremental";
import { reading, requireFile } from "./open";
import { parseCursorPosition } from "@/connectors/sdk/cursor/position";
import { selectStream } from "./select";
import { readWhole } from "./whole";

/** How often reading can be taken up again. */
export interface Pace {
  checkpointEveryMs: number;
}

export const defaultPace: Pace = { checkpointEveryMs: 2_000 };

export interface Reading {
  encoding: Encoding;
  ctx: Context;
  pace: Pace;
}

/** Views and queries have no order to go on in. */
export async function planFeeds(
  config: DuckdbSourceConfig,
  streams: SelectedStream[],
  ctx: Context,
): Promise<Feed[]> {
  const relations = await reading(config, ctx, (session) => listRelations(session, config, ctx, streams));
  return streams.map((stream) => {
    const feed = { id: feedIdOf(stream), streams: [stream] };
    const relation = relations.find(
      ({ namespace, name }) => namespace === stream.namespace && name === stream.name,
    );
    const isAtOneGo = stream.mode === "full_refresh" && relation?.kind !== "table";
    return isAtOneGo ? { ...feed, hasOneCheckpoint: true } : feed;
  });
}

/** One transaction for the whole of the slice: each of its rows is as it was when the slice began. */
export async function* readFeed(
  config: DuckdbSourceConfig,
  feed: Feed,
  position: Position | null,
  encoding: Encoding,
  ctx: Context,
  pace = defaultPace,
): AsyncGenerator<ReadEvent> {
  const [stream, ...others] = feed.streams;
  if (!stream || others.length > 0)
    throw new Error(`A feed of this source has one stream, not ${feed.streams.length}.`);
  const session = await Session.open(await requireFile(config, ctx), ctx, "read");
  try {
    await session.reserveMemory(stream.fields.length);
    await session.run("BEGIN TRANSACTION READ ONLY");
    const selection = await selectStream(session, config, stream, ctx);
    const { rows } = selection.relation;
    if (position === null && rows !== null) yield { type: "estimate", stream: 0, rows };
    const how = { encoding, ctx, pace };
    if (stream.mode === "full_refresh") yield* readWhole(session, selection, position, how);
    else {
      const cursor = cursorOf(selection);
      const start = parseCursorPosition(position, cursor.name);
      yield* readIncremental(session, selection, cursor, start, how);
    }
  } finally {
    await session.rollBack();
    await session.close();
  }
}
