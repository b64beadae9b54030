import {
  createListener,
  findReplaced,
  reserveSingletons,
  splitByCancellation,
  type Slots,
} from "./admit-runs";
import { Changes, type Aftermath } from "./changes";
import type { Outcome, PendingStep } from "./decide";
import { executorError, type SerializedError } from "./errors";
import { startRuns } from "./ingest";
import { planInvocation, type Invocation } from "./invocation";
import type { Registry } from "./registration";
import type { Database, Sql } from "./store/database";
import { parsePayload } from "./store/events";
import {
  continueJobs,
  deleteJobs,
  lockLeases,
  releaseJobs,
  scheduleRetries,
  type LeasedJob,
  type Retry,
} from "./store/jobs";
import type { LoadedRun, LockedRun } from "./store/runs";
import { stepKey } from "./store/steps";
import { endRun, failRun, holdRuns, recordStep, runLimits, settleStep, type Held } from "./transitions";

/** A call that has returned. */
export interface FinishedCall {
  job: LeasedJob;
  run: LoadedRun;
  outcome: Outcome;
}

/** What a finished call comes to. */
export type Verdict =
  /** It could not be written, for a reason that trying again would not mend. */
  | { kind: "unrecorded"; error: SerializedError }
  /** The lease is no longer held: nothing was written. */
  | { kind: "lost" }
  /** The run has ended, or the job is done or given back. */
  | { kind: "done" }
  /** Call the function again; `reload` when steps have settled that this executor does not know of. */
  | { kind: "continue"; reload: boolean };

export interface CommitContext {
  registry: Registry;
  slots: Slots;
  nowMs: number;
  /** False once the executor is stopping: jobs that would go on are given back. */
  mayContinue: boolean;
}

interface Commit {
  context: CommitContext;
  changes: Changes;
  held: Held;
  jobs: JobChanges;
  invocations: Map<string, Invocation>;
}

/**
 * Records what calls have come to, all of them in one transaction. The result of a call whose lease is no longer held, or
 * whose run has ended meanwhile, is dropped.
 */
export async function commitCalls(
  database: Database,
  calls: FinishedCall[],
  context: CommitContext,
): Promise<{ verdicts: Verdict[]; aftermaths: Aftermath[] }> {
  const invocations = new Map(calls.flatMap((call) => planInvocations(call, context)));
  const plans = [...invocations.values()].flatMap(({ plan }) => plan ?? []);
  return database.transaction(async (sql) => {
    context.slots.reset();
    const holders = await reserveSingletons(sql, plans);
    const stepRunIds = calls.flatMap(({ job }) => (job.stepId === "" ? [] : [job.runId]));
    const held = await holdRuns(
      sql,
      [...calls.map(({ job }) => job.runId), ...findReplaced(plans, holders)],
      stepRunIds,
    );
    const leases = await lockLeases(
      sql,
      context.slots.owner,
      calls.map(({ job }) => job),
    );
    const changes = new Changes(context.registry, context.nowMs);
    const commit: Commit = { context, changes, held, jobs: new JobChanges(), invocations };
    const verdicts = calls.map((call) => applyCall(commit, call, leases.get(call.job.id)));
    await commit.jobs.write(sql);
    const aftermaths = [await changes.write(sql)];
    const started = plans.filter(({ parent }) => parent !== null && isAwaited(held, parent));
    for (const part of splitByCancellation(started)) aftermaths.push(await startRuns(sql, part, context));
    return { verdicts, aftermaths };
  });
}

function planInvocations({ run, outcome }: FinishedCall, context: CommitContext): [string, Invocation][] {
  return outcome.found.flatMap((step): [string, Invocation][] =>
    step.kind === "invoke" ? [[stepKey(run.id, step.stepId), planInvocation(run, step, context)]] : [],
  );
}

function applyCall(commit: Commit, call: FinishedCall, lease: { again: boolean } | undefined): Verdict {
  const { held, jobs } = commit;
  const { job, outcome } = call;
  if (!lease) return { kind: "lost" };
  const run = held.runs.get(job.runId);
  if (run) applySteps(commit, call, run);
  if (!run || run.hasEnded) {
    jobs.deleted.push(job.id);
    return { kind: "done" };
  }
  return applyNext(commit, {
    call,
    run,
    again: lease.again || outcome.next.kind === "continue",
    reload: lease.again,
  });
}

function applySteps(commit: Commit, { job, outcome, run: loaded }: FinishedCall, run: LockedRun): void {
  const { changes, held } = commit;
  for (const result of outcome.results) {
    const isPending = result.stepId === job.stepId || loaded.pendingStepIds.has(result.stepId);
    if (isPending) settleStep(changes, held, run, result);
    else recordStep(changes, held, run, result);
  }
  if (run.settledSteps + outcome.found.length > runLimits.maxSteps) {
    const message = `This run would have more than ${runLimits.maxSteps} steps, which is the limit. Continue in a new run.`;
    failRun(changes, held, run, executorError(message, "LimitError"));
  }
  for (const step of outcome.found) {
    if (!run.hasEnded) addPendingStep(commit, { step, run, payload: loaded.payload });
  }
}

function addPendingStep(commit: Commit, found: { step: PendingStep; run: LockedRun; payload: string }): void {
  const { changes, held } = commit;
  const { step, run } = found;
  const { stepId, name, kind } = step;
  changes.steps.push({ runId: run.id, stepId, kind, name, position: null, failed: false, output: null });
  held.pending.add(stepKey(run.id, stepId));
  if (kind === "run") return addStepJob(commit, run, stepId);
  changes.timers.push({ runId: run.id, stepId, kind, dueMs: step.untilMs });
  if (kind === "wait") {
    const { eventName, expression, untilMs: expiresMs } = step;
    const listener = { runId: run.id, stepId, eventName, expression, expiresMs };
    changes.listeners.push(...createListener(listener, parsePayload(found.payload)));
  }
  if (kind === "invoke") addInvocation(commit, run, stepId);
}

/** A planned step goes with its run's place in the queue. */
function addStepJob({ changes, context }: Commit, run: LockedRun, stepId: string): void {
  const { id: runId, functionId, limitKeys, queuedAtMs } = run;
  const rankMs = Math.min(queuedAtMs, context.nowMs);
  changes.jobs.push({
    ...{ runId, stepId, functionId, limitKeys, rankMs },
    dueMs: context.nowMs,
    throttleKey: null,
    owner: null,
  });
}

function addInvocation({ changes, held, invocations }: Commit, run: LockedRun, stepId: string): void {
  const invocation = invocations.get(stepKey(run.id, stepId));
  if (!invocation) return;
  changes.events.push(invocation.event);
  if (invocation.plan) return;
  const output = JSON.stringify(invocation.error);
  settleStep(changes, held, run, { stepId, name: "", failed: true, output });
}

function isAwaited(held: Held, { runId, stepId }: { runId: string; stepId: string }): boolean {
  return held.runs.get(runId)?.hasEnded === false && held.pending.has(stepKey(runId, stepId));
}

interface NextStep {
  call: FinishedCall;
  run: LockedRun;
  /** The function has to be called once more. */
  again: boolean;
  reload: boolean;
}

function applyNext(
  { context, changes, held, jobs }: Commit,
  { call, run, again, reload }: NextStep,
): Verdict {
  const { job, outcome } = call;
  const { next } = outcome;
  switch (next.kind) {
    case "end":
      endRun(changes, held, run, { status: next.status, output: next.output });
      jobs.deleted.push(job.id);
      return { kind: "done" };
    case "retry":
      jobs.retried.push({ id: job.id, dueMs: next.dueMs, error: next.error });
      return { kind: "done" };
    case "continue":
    case "leave":
      if (again && context.mayContinue) {
        if (job.attempt > 0 || reload) jobs.continued.push(job.id);
        return { kind: "continue", reload };
      }
      if (!again && isStuck(call)) failRun(changes, held, run, executorError(stuckMessage));
      (again ? jobs.released : jobs.deleted).push(job.id);
      return { kind: "done" };
  }
}

const stuckMessage =
  "The function has neither ended nor asked for a step. Do not await anything that never settles.";

/** The function was called, and nothing is left that would have it called again. */
function isStuck({ job, run, outcome }: FinishedCall): boolean {
  return job.stepId === "" && outcome.found.length === 0 && run.pendingStepIds.size === 0;
}

/** What happens to the rows of the jobs themselves. */
class JobChanges {
  readonly deleted: string[] = [];
  readonly retried: Retry[] = [];
  readonly continued: string[] = [];
  readonly released: string[] = [];

  async write(sql: Sql): Promise<void> {
    await deleteJobs(sql, this.deleted);
    await scheduleRetries(sql, this.retried);
    await continueJobs(sql, this.continued);
    await releaseJobs(sql, this.released, true);
  }
}
