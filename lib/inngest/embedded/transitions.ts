import type { Changes } from "./changes";
import { executorError, type SerializedError } from "./errors";
import type { Sql } from "./store/database";
import { lockRuns, type FinalStatus, type LockedRun } from "./store/runs";
import { findPendingSteps, stepKey } from "./store/steps";

export const runLimits = { maxSteps: 1_000, maxStepBytes: 4 * 1024 * 1024, maxStateBytes: 32 * 1024 * 1024 };

/** Live runs that a transaction holds, and which of their steps wait for something outside of a call. */
export interface Held {
  runs: Map<string, LockedRun>;
  pending: Set<string>;
}

export interface StepResult {
  stepId: string;
  name: string;
  failed: boolean;
  /** JSON text. */
  output: string;
}

/** Locks runs and their parents. `settling` are those of which steps may settle from outside. */
export async function holdRuns(sql: Sql, runIds: Iterable<string>, settling: string[] = []): Promise<Held> {
  const runs = await lockRuns(sql, [...runIds, ...settling]);
  const parentIds = [...runs.values()].flatMap((run) => run.parentRunId ?? []);
  const pending = await findPendingSteps(sql, [...new Set([...settling, ...parentIds])]);
  return { runs, pending };
}

/** Records the result of a step that the function's call has just run. */
export function recordStep(changes: Changes, held: Held, run: LockedRun, result: StepResult): void {
  const position = takePosition(changes, held, run, result);
  if (position === undefined) return;
  const { stepId, name, failed, output } = result;
  changes.steps.push({ runId: run.id, stepId, kind: "run", name, position, failed, output });
}

/** Gives a pending step its result and has the function called again. Does nothing when the step has one already. */
export function settleStep(changes: Changes, held: Held, run: LockedRun, result: StepResult): void {
  if (run.hasEnded || !held.pending.delete(stepKey(run.id, result.stepId))) return;
  const position = takePosition(changes, held, run, result);
  if (position === undefined) return;
  const { stepId, failed, output } = result;
  changes.settlePending({ runId: run.id, stepId, position, failed, output });
  changes.wake(run);
}

/** Ends a run, once, and answers the step of another run that waits for it. */
export function endRun(
  changes: Changes,
  held: Held,
  run: LockedRun,
  end: { status: FinalStatus; output: string | null },
): void {
  if (run.hasEnded) return;
  run.hasEnded = true;
  changes.end({ run, ...end });
  const parent = held.runs.get(run.parentRunId ?? "");
  if (!parent || run.parentStepId === null) return;
  const { status, output } = end;
  settleStep(changes, held, parent, {
    stepId: run.parentStepId,
    name: "",
    failed: status !== "completed",
    output: output ?? JSON.stringify(executorError("The invoked function was cancelled.", "InvokeError")),
  });
}

export function failRun(changes: Changes, held: Held, run: LockedRun, error: SerializedError): void {
  endRun(changes, held, run, { status: "failed", output: JSON.stringify(error) });
}

/** The place of the result in the run's order; undefined when the run has ended, or ends because of the result's size. */
function takePosition(changes: Changes, held: Held, run: LockedRun, result: StepResult): number | undefined {
  if (run.hasEnded) return undefined;
  const bytes = Buffer.byteLength(result.output);
  const excess = describeExcess(run, result, bytes);
  if (excess) {
    failRun(changes, held, run, executorError(excess, "LimitError"));
    return undefined;
  }
  run.settledSteps += 1;
  run.stateBytes += bytes;
  changes.progress(run);
  return run.settledSteps;
}

function describeExcess(run: LockedRun, result: StepResult, bytes: number): string | undefined {
  const { maxSteps, maxStepBytes, maxStateBytes } = runLimits;
  const step = `step "${result.name || result.stepId}"`;
  if (bytes > maxStepBytes) {
    return `The result of ${step} has ${bytes} bytes; a step may return ${maxStepBytes}. Return a reference instead.`;
  }
  if (run.stateBytes + bytes > maxStateBytes) {
    return `With ${step} the results of this run would exceed ${maxStateBytes} bytes. Return less, or continue in a new run.`;
  }
  if (run.settledSteps >= maxSteps) {
    return `This run has had ${maxSteps} steps, which is the limit, before ${step}. Continue in a new run.`;
  }
  return undefined;
}
