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
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { toBatch } from "./batches";
import { selectGrant } from "./check";
import { openSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { readIncremental } from "./incremental";
import { parsePosition } from "./position";
import { type Selection, selectStream } from "./select";

/** How much comes at once, and how often an incremental read can be taken up again. */
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
  const session = await openSnapshot(config, ctx);
  try {
    const selection = await selectStream(session, stream, encoding, config.username);
    if (stream.mode === "full_refresh") yield* readWhole(session, selection, encoding, pace, config.username);
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

/**
 * The whole table, with a checkpoint at its end alone: rows move about between two snapshots, so no point within the
 * first would mean anything in the second.
 */
async function* readWhole(
  session: PgSession,
  selection: Selection,
  encoding: Encoding,
  pace: Pace,
  username: string,
): AsyncGenerator<ReadEvent> {
  yield* estimate(selection);
  const { expressions, table, filter, types, relation, stream } = selection;
  const condition = stream.where === undefined ? "" : ` WHERE ${filter}`;
  const sql = `COPY (SELECT ${expressions} FROM ${table}${condition}) TO STDOUT (FORMAT binary)`;
  const doing = `Reading ${streamLabel(stream)}`;
  const grant = selectGrant(relation.schema, username);
  for await (const block of session.copyOut(doing, sql, pace.blockBytes, grant))
    yield { type: "batch", stream: 0, batch: toBatch(block, types, encoding) };
  yield { type: "checkpoint", position: null, complete: true };
}

function* estimate({ stream, relation: { rows, bytes } }: Selection): Generator<ReadEvent> {
  if (rows === null || stream.where !== undefined) return;
  yield { type: "estimate", stream: 0, rows, ...(bytes ? { bytes } : {}) };
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
