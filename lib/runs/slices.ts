import { streamLabel, type Checkpoint } from "@/connectors/sdk";
import { isUuid } from "@/lib/connectors/input";
import { db, pool, type RunSlice } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import type { FeedTimeline, RunTimeline, SliceSpan } from "./schema";

/** Wide enough for a screen: slices of one feed that begin in the same part of the run are drawn as one. */
const parts = 240;
const maxFeeds = 100;

export interface EndedSlice {
  slice: Omit<RunSlice, "id" | "rows" | "bytes">;
  /** The last that it is known to have committed; null: none. */
  checkpoint: Checkpoint | null;
}

/**
 * Keeps what a slice did. Its rows are what the feed has committed in the run so far without those of the slices
 * before, so that all slices together are what was committed, also after a slice that nobody could write down.
 */
export async function keepSlice({ slice, checkpoint }: EndedSlice, runNumber: number): Promise<void> {
  const { runId, feedIndex } = slice;
  const { _sum } = await db().runSlice.aggregate({
    where: { runId, feedIndex },
    _sum: { rows: true, bytes: true },
  });
  const counts = checkpoint?.syncId === runNumber ? checkpoint.counts : [];
  const since = (key: "written" | "bytes", before: bigint | null) => {
    const grown = BigInt(counts.reduce((sum, stream) => sum + stream[key], 0)) - (before ?? 0n);
    return grown > 0n ? grown : 0n;
  };
  await db().runSlice.create({
    data: { ...slice, rows: since("written", _sum.rows), bytes: since("bytes", _sum.bytes) },
  });
}

/** The slices of a run by feed. NotFoundError where the run is not of this workspace. */
export async function getTimeline(scope: Scope, runId: string): Promise<RunTimeline> {
  const run = isUuid(runId)
    ? await db().run.findFirst({
        where: { id: runId, workspaceId: scope.workspaceId },
        select: {
          streams: { select: { index: true, namespace: true, name: true } },
          feeds: { select: { index: true, streamIndexes: true } },
        },
      })
    : null;
  if (!run) throw new NotFoundError("run", runId);
  const names = new Map(run.streams.map((stream) => [stream.index, streamLabel(stream)]));
  const labels = new Map(
    run.feeds.map(({ index, streamIndexes }) => [
      index,
      streamIndexes.flatMap((stream) => names.get(stream) ?? []),
    ]),
  );
  const rows = await readSpans(runId);
  const feeds = new Map<number, FeedTimeline>();
  for (const { feedIndex, ...span } of rows) {
    const feed = feeds.get(feedIndex) ?? { feedIndex, streams: labels.get(feedIndex) ?? [], spans: [] };
    feed.spans.push({ ...span, rows: BigInt(span.rows), bytes: BigInt(span.bytes) });
    feeds.set(feedIndex, feed);
  }
  return {
    feeds: [...feeds.values()],
    totalFeeds: run.feeds.length,
    totalSlices: await db().runSlice.count({ where: { runId } }),
  };
}

interface SpanRow extends Omit<SliceSpan, "rows" | "bytes"> {
  feedIndex: number;
  rows: string;
  bytes: string;
}

async function readSpans(runId: string): Promise<SpanRow[]> {
  const { rows } = await pool().query<SpanRow>(
    `WITH slice AS (SELECT * FROM run_slice WHERE run_id = $1),
          whole AS (SELECT min(started_at) AS low, max(ended_at) AS high FROM slice),
          feed AS (SELECT feed_index, bool_or(outcome = 'failed') AS failed FROM slice
                    GROUP BY feed_index ORDER BY failed DESC, feed_index LIMIT $2)
     SELECT slice.feed_index AS "feedIndex", min(started_at) AS "startedAt", max(ended_at) AS "endedAt",
            outcome::text AS outcome, count(*)::int AS slices, max(attempt) AS attempt, sum(rows)::text AS rows,
            sum(bytes)::text AS bytes, (array_agg(error ORDER BY id DESC) FILTER (WHERE error IS NOT NULL))[1] AS error
       FROM slice JOIN feed USING (feed_index) CROSS JOIN whole
      GROUP BY feed.failed, slice.feed_index, outcome,
            floor(extract(epoch FROM started_at - low) / greatest(extract(epoch FROM high - low), 0.001) * $3)
      ORDER BY feed.failed DESC, slice.feed_index, min(started_at), max(id)`,
    [runId, maxFeeds, parts],
  );
  return rows;
}
