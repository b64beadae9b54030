import { streamLabel, type Checkpoint, type Context, type FeedPlan } from "@/connectors/sdk";
import { isRepeatable, isWhole, type PlannedFeed } from "@/lib/sync/feeds";
import { moveSlice, type PumpProgress } from "@/lib/sync/pump";
import { StoppedError, withRetries } from "./attempts";
import type { PlannedRun, SyncRequest } from "./plan-run";

export interface FeedMove {
  request: SyncRequest;
  run: PlannedRun;
  feed: PlannedFeed;
  ctx: Context;
  stop: AbortSignal;
  /** Each writer gets a higher one than those before. */
  nextFence(): number;
  onProgress(progress: PumpProgress): void;
}

/** Moves a feed to its end, from wherever the destination says it stands. Resolves with its last checkpoint. */
export async function moveFeed(move: FeedMove): Promise<Checkpoint | null> {
  const { request, feed, ctx, stop } = move;
  const label = feed.feed.streams.map(streamLabel).join(", ");
  return withRetries({ ctx, stop, label }, async ({ careful, progressed }) => {
    const outcome = await moveSlice({
      source: request.source,
      destination: request.destination,
      feed: feed.feed,
      plan: feedPlanOf(move, careful),
      shapes: feed.reads.map((read) => move.run.reads[read]?.shape ?? null),
      mapperSecrets: request.mapperSecrets,
      quarantineLimit: request.quarantineLimit,
      budgetMs: Number.POSITIVE_INFINITY,
      shouldStop: () => stop.aborted,
      ctx,
      report: { progress: move.onProgress, committed: progressed },
    });
    if (!outcome.complete) throw new StoppedError(`${label} was stopped at a checkpoint.`);
    return outcome.checkpoint;
  });
}

function feedPlanOf({ request, run, feed, nextFence }: FeedMove, careful: boolean): FeedPlan {
  return {
    connectionId: request.connectionId,
    feedId: feed.feed.id,
    syncId: run.run,
    streams: feed.streamIndexes.flatMap((index) => run.streams[index] ?? []),
    encoding: feed.encoding,
    isWhole: !careful && isWhole(feed, run.feeds),
    isRepeatable: isRepeatable(feed, run),
    fence: nextFence(),
    careful,
  };
}
