import type { FinishedCall, Verdict } from "./commit";
import { decide, decideCheckpoint, type DecisionContext } from "./decide";
import type { Driver } from "./driver";
import type { Checkpoint, Reply } from "./protocol";
import type { Registry } from "./registration";
import type { Backoff } from "./retries";
import { leaseKey, type LeasedJob } from "./store/jobs";
import type { LoadedRun } from "./store/runs";

/** What the SDK is told of a step it wants to have recorded. */
export type CheckpointAnswer =
  | "recorded"
  /** The run has ended, or this executor may not go on with it: the SDK runs no further step. */
  | "stale"
  /** It may try again, and in the end give the result with its reply. */
  | "failed";

export type CheckpointHandler = (results: Checkpoint["results"]) => Promise<CheckpointAnswer>;

export interface RunnerParts {
  driver: Driver;
  registry: Registry;
  backoff: Backoff;
  now(): number;
  /** Records what a call has come to. Undefined when the executor has given up its jobs. */
  record(call: FinishedCall): Promise<Verdict | undefined>;
  reload(runId: string): Promise<LoadedRun | undefined>;
  /** Has the handler called for checkpoints under this lease, until what is returned is called. */
  onCheckpoint(leaseId: string, handler: CheckpointHandler): () => void;
}

/**
 * Carries a leased job through: calls the function, records what the call has come to, and calls again for as long as
 * the run goes on without waiting for anything. A step's result is recorded before the next step runs.
 */
export async function driveJob(parts: RunnerParts, leased: LeasedJob, loaded: LoadedRun): Promise<void> {
  let job = leased;
  let run: LoadedRun | undefined = loaded;
  while (run) {
    const call: FinishedCall | undefined = await makeCall(parts, job, run);
    if (!call) return;
    const verdict = await recordReply(parts, call);
    if (verdict?.kind !== "continue") return;
    job = { ...job, attempt: 0 };
    if (verdict.reload) run = await parts.reload(job.runId);
    else run.settled.push(...call.outcome.results);
  }
}

/** What cannot be recorded counts as a failure of the call, so that its attempts come to an end. */
async function recordReply(parts: RunnerParts, call: FinishedCall): Promise<Verdict | undefined> {
  const verdict = await parts.record(call);
  if (verdict?.kind !== "unrecorded") return verdict;
  const reply: Reply = { kind: "failed", error: verdict.error, mayRetry: true, retryAfter: null };
  return parts.record({ ...call, outcome: decide(reply, decisionContext(parts, call)) });
}

function decisionContext(
  parts: RunnerParts,
  { job, run }: { job: LeasedJob; run: LoadedRun },
): DecisionContext {
  const { registry, backoff, now } = parts;
  const maxAttempts = registry.functions.get(job.functionId)?.maxAttempts ?? 1;
  return { job, run, maxAttempts, nowMs: now(), backoff };
}

/** Undefined when a checkpoint has stopped the call: then there is nothing more to record. */
async function makeCall(
  parts: RunnerParts,
  job: LeasedJob,
  run: LoadedRun,
): Promise<FinishedCall | undefined> {
  const leaseId = leaseKey(job);
  let isStale = false;
  const ignoreCheckpoints = parts.onCheckpoint(leaseId, async (results) => {
    const outcome = decideCheckpoint(results);
    const verdict = await parts.record({ job, run, outcome });
    if (!verdict || verdict.kind === "unrecorded") return "failed";
    isStale = verdict.kind !== "continue";
    if (!isStale) run.settled.push(...outcome.results);
    return isStale ? "stale" : "recorded";
  });
  try {
    const reply = await parts.driver.call({
      functionId: job.functionId,
      runId: job.runId,
      leaseId,
      stepId: job.stepId,
      attempt: job.attempt,
      maxAttempts: decisionContext(parts, { job, run }).maxAttempts,
      payload: run.payload,
      settled: [...run.settled],
      hasPendingSteps: run.pendingStepIds.size > 0,
    });
    if (isStale) return undefined;
    return { job, run, outcome: decide(reply, decisionContext(parts, { job, run })) };
  } finally {
    ignoreCheckpoints();
  }
}
