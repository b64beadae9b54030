import { FencedError, streamLabel, type Checkpoint, type FeedPlan } from "@/connectors/sdk";
import { db, type Prisma, type Run } from "@/lib/db";
import { openMapperKeys } from "@/lib/connections/mapper-secrets";
import { readPolicies } from "@/lib/connections/policies";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { rotateSourceSecrets, sourceCall } from "@/lib/sources/service";
import { judgeFailure } from "@/lib/sync/retry";
import { isRepeatable, isWhole, type PlannedFeed } from "@/lib/sync/feeds";
import type { TaskEvent } from "@/lib/worker/tasks";
import { whileActive } from "./active";
import { toRunFailure } from "./failure";
import { loadingKinds } from "./kinds";
import { beat, raiseFence, takeFence } from "./lease";
import { SliceRecorder } from "./recorder";
import { loadPlan, type RunPlan } from "./plan-run";
import { readSample } from "./sample-schema";
import { systemScope } from "./scope";

const heartbeatMs = 2_000;
/** How long a slice may go on before it ends at its next checkpoint: short steps resume cheaply on another machine. */
const sliceBudgetMs = 60_000;

/** What became of one slice: `more` was committed and is to go on; `retry` after a while; `ended`: the run is over. */
export type SliceOutcome =
  | { outcome: "complete" | "more" | "failed" | "ended" }
  | { outcome: "retry"; afterMs: number; fruitless: number; careful: boolean };

/** How a slice is tried, by what became of the ones before. */
export interface Attempt {
  /** How often in a row the feed has failed since its last commit. */
  fruitless: number;
  /** The writer looks for rows that are refused; once set, for the rest of the run. */
  careful: boolean;
}

interface SliceJob {
  run: Omit<Run, "plan">;
  index: number;
  planned: PlannedFeed;
  plan: RunPlan;
  attempt: Attempt;
}

/**
 * Moves one feed of a run on by a slice. May be repeated at any time, also while an older call is still at work: the
 * destination's checkpoint says where to go on, and the fence lets the newest writer alone commit. Errors of
 * connectors and workers become outcomes; only faults of the console itself are thrown.
 */
export async function moveFeed(runId: string, feedIndex: number, attempt: Attempt): Promise<SliceOutcome> {
  const run = await db().run.findUniqueOrThrow({ where: { id: runId }, omit: { plan: true } });
  const fence = await takeFence(run.connectionId, runId);
  if (fence === null) return { outcome: "ended" };
  const plan = await loadPlan(runId);
  const planned = plan.feeds[feedIndex];
  if (!planned) throw new Error(`Run ${runId} has no feed ${feedIndex}.`);
  const job: SliceJob = { run, index: feedIndex, planned, plan, attempt };
  await db().runStream.updateMany({
    where: { runId, index: { in: planned.streamIndexes }, phase: "waiting" },
    data: { phase: "reading", startedAt: new Date() },
  });
  return whileActive(runId, async (signal, abort) => {
    const stopBeating = keepBeating(job, abort);
    try {
      return await runSlice(job, fence, signal);
    } finally {
      stopBeating();
    }
  });
}

async function runSlice(job: SliceJob, fence: number, signal: AbortSignal): Promise<SliceOutcome> {
  const recorder = recorderOf(job);
  const attempt = job.attempt.fruitless;
  try {
    const { complete, checkpoint } = await callWorker(job, fence, recorder, signal);
    recorder.end({ outcome: complete ? "complete" : "moved", attempt, error: null, checkpoint });
    await keepFeed(job, complete, checkpoint);
    return { outcome: complete ? "complete" : "more" };
  } catch (error) {
    if (!signal.aborted) return await afterFailure(job, recorder, error);
    recorder.end({ outcome: "cancelled", attempt, error: String((signal.reason as Error).message) });
    return { outcome: "ended" };
  } finally {
    await recorder.close();
  }
}

async function callWorker(job: SliceJob, fence: number, recorder: SliceRecorder, signal: AbortSignal) {
  const { run, planned, plan } = job;
  const scope = systemScope(run.workspaceId);
  const connection = await db().connection.findUniqueOrThrow({ where: { id: run.connectionId } });
  const streams = planned.streamIndexes.flatMap((index) => plan.streams[index] ?? []);
  const sample = readSample(run.sample);
  const feedPlan: FeedPlan = {
    // A sample's is not the connection's.
    connectionId: streams[0]?.connectionId ?? run.connectionId,
    feedId: planned.feed.id,
    syncId: run.number,
    streams,
    encoding: planned.encoding,
    isWhole: !job.attempt.careful && isWhole(planned, plan.feeds),
    isRepeatable: isRepeatable(planned, plan),
    fence,
    careful: job.attempt.careful,
  };
  const options = {
    lane: "sync" as const,
    signal,
    onEvent: (event: TaskEvent) => recorder.take(event),
    onRotate: (patch: Record<string, string>) => rotateSourceSecrets(scope, connection.sourceId, patch),
  };
  const destination = await destinationCall(scope, connection.destinationId, {
    runNumber: run.number,
  });
  const [only] = streams;
  if (run.kind === "replay" && only)
    return runtime().pool.run("replay", { destination, plan: only, fence, budgetMs: sliceBudgetMs }, options);
  return runtime().pool.run(
    "moveSlice",
    {
      source: await sourceCall(scope, connection.sourceId),
      destination,
      feed: planned.feed,
      plan: feedPlan,
      shapes: planned.reads.map((read) => plan.reads[read]?.shape ?? null),
      mapperSecrets: openMapperKeys(connection),
      quarantineLimit: readPolicies(connection.policies).quarantineLimit,
      budgetMs: sliceBudgetMs,
      ...(sample ? { sampleRows: sample.rows } : {}),
    },
    options,
  );
}

async function keepFeed(job: SliceJob, complete: boolean, checkpoint: Checkpoint | null): Promise<void> {
  await db().runFeed.update({
    where: { runId_index: { runId: job.run.id, index: job.index } },
    data: {
      complete,
      ...(checkpoint ? { checkpoint: checkpoint as unknown as Prisma.InputJsonObject } : {}),
    },
  });
}

async function afterFailure(job: SliceJob, recorder: SliceRecorder, error: unknown): Promise<SliceOutcome> {
  if (error instanceof FencedError) await raiseFence(job.run.connectionId, error.current);
  const { attempt } = job;
  const inARow = recorder.hasCommitted ? 1 : attempt.fruitless + 1;
  const verdict = judgeFailure(error, inARow, attempt.careful);
  const failure = toRunFailure(
    error,
    verdict.retry ? "transient" : verdict.kind,
    labelOf(job.planned) ?? undefined,
  );
  recorder.end({ outcome: "failed", attempt: attempt.fruitless, error: failure.message });
  if (verdict.retry) {
    const when = verdict.afterMs === 0 ? "at once" : `in ${Math.round(verdict.afterMs / 1000)} s`;
    recorder.line("warn", `${failure.message} Tried again ${when}.`, { attempt: inARow });
    const careful = attempt.careful || verdict.careful === true;
    return { outcome: "retry", afterMs: verdict.afterMs, fruitless: inARow, careful };
  }
  recorder.line("error", failure.message, failure.errorId === undefined ? {} : { errorId: failure.errorId });
  await db().$transaction([
    db().runFeed.update({
      where: { runId_index: { runId: job.run.id, index: job.index } },
      data: { failure },
    }),
    db().runStream.updateMany({
      where: { runId: job.run.id, index: { in: job.planned.streamIndexes } },
      data: { phase: "failed", error: failure, endedAt: new Date() },
    }),
  ]);
  return { outcome: "failed" };
}

function recorderOf(job: SliceJob): SliceRecorder {
  return new SliceRecorder({
    runId: job.run.id,
    runNumber: job.run.number,
    connectionId: job.run.connectionId,
    feedId: job.planned.feed.id,
    feedIndex: job.index,
    streamIndexes: job.planned.streamIndexes,
    keepsCheckpoints: loadingKinds.includes(job.run.kind),
    stream: labelOf(job.planned),
  });
}

function labelOf({ feed }: PlannedFeed): string | null {
  const [only] = feed.streams;
  return feed.streams.length === 1 && only ? streamLabel(only) : null;
}

/** While a slice is at work its run shows signs of life; a run that has ended elsewhere aborts the slice. */
function keepBeating(job: SliceJob, abort: (reason: Error) => void): () => void {
  const timer = setInterval(() => {
    beat(job.run.connectionId, job.run.id).then(
      (goesOn) => {
        if (!goesOn) abort(new Error(`Run ${job.run.number} has ended.`));
      },
      // The console's database is away: the slice goes on, and its own commits decide.
      () => undefined,
    );
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}
