import type { OpenJob } from "./changes";
import { earliest } from "./clock";
import type { Registry } from "./registration";
import { admitLimitedJobs, type Admitted } from "./flow-control";
import type { Database } from "./store/database";
import { claimUnlimitedJobs, deleteJobs, type LeasedJob } from "./store/jobs";
import { loadRuns, markStarted } from "./store/runs";
import { deleteStartTimers, insertTimers, type NewTimer } from "./store/timers";

export interface ClaimContext {
  registry: Registry;
  owner: string;
  nowMs: number;
}

/** Takes up to `limit` jobs that are due and that no limit applies to. */
export async function claimUnlimited(
  database: Database,
  context: ClaimContext,
  limit: number,
): Promise<Admitted> {
  const { registry, owner, nowMs } = context;
  const jobs = await claimUnlimitedJobs(database, { owner, functionIds: registry.ids, nowMs, limit });
  return { jobs, nextDueMs: Infinity };
}

/** Takes up to `limit` jobs that are due and that their limits let go. */
export async function claimLimited(
  database: Database,
  context: ClaimContext,
  limit: number,
): Promise<Admitted> {
  const hasLimits = [...context.registry.functions.values()].some(
    (fn) => fn.concurrency.length > 0 || fn.throttle,
  );
  return hasLimits ? admitLimitedJobs(database, { ...context, limit }) : { jobs: [], nextDueMs: Infinity };
}

export interface Opened {
  /** A run's jobs do not share what they know of it. */
  ready: OpenJob[];
  /** Jobs of runs that have ended meanwhile; they are gone. */
  dropped: LeasedJob[];
  /** When the first finish timeout of runs that have just started is due. */
  nextDueMs: number;
}

/** Starts the runs of claimed jobs that have not started yet, and reads them. */
export async function openJobs(
  database: Database,
  jobs: LeasedJob[],
  context: ClaimContext,
): Promise<Opened> {
  const runIds = [...new Set(jobs.map((job) => job.runId))];
  const nextDueMs = await startRuns(database, jobs, runIds, context);
  const runs = await loadRuns(database, runIds);
  const opened: Opened = { ready: [], dropped: [], nextDueMs };
  for (const job of jobs) {
    const run = runs.get(job.runId);
    if (run)
      opened.ready.push({
        job,
        run: { ...run, settled: [...run.settled], pendingStepIds: new Set(run.pendingStepIds) },
      });
    else opened.dropped.push(job);
  }
  await deleteJobs(
    database,
    opened.dropped.map((job) => job.id),
  );
  return opened;
}

/** From its start on a run is limited by its finish timeout, no longer by its start timeout. */
async function startRuns(
  database: Database,
  jobs: LeasedJob[],
  runIds: string[],
  context: ClaimContext,
): Promise<number> {
  const { registry, nowMs } = context;
  const functionIds = new Map(jobs.map((job) => [job.runId, job.functionId]));
  const fnOf = (runId: string) => registry.functions.get(functionIds.get(runId) ?? "");
  return database.transaction(async (sql) => {
    const started = await markStarted(sql, runIds, nowMs);
    await deleteStartTimers(
      sql,
      started.filter((runId) => fnOf(runId)?.startTimeoutMs !== undefined),
    );
    const timers = started.flatMap((runId): NewTimer[] => {
      const finishMs = fnOf(runId)?.finishTimeoutMs;
      return finishMs === undefined ? [] : [{ runId, stepId: "", kind: "finish", dueMs: nowMs + finishMs }];
    });
    await insertTimers(sql, timers);
    return earliest(timers.map((timer) => timer.dueMs));
  });
}
