import { parseWaitEnd } from "./durations";
import { executorError, type SerializedError } from "./errors";
import { compileMatchCondition } from "./expressions";
import type { Operation, Reply } from "./protocol";
import { parseRetryAfter, type Backoff } from "./retries";
import type { LeasedJob } from "./store/jobs";
import type { FinalStatus, LoadedRun } from "./store/runs";
import { runLimits, type StepResult } from "./transitions";

/** A step that is still to settle, and what for. */
export type PendingStep = { stepId: string; name: string } & (
  | { kind: "run" }
  | { kind: "sleep"; untilMs: number }
  | { kind: "wait"; eventName: string; expression: string | null; untilMs: number }
  | { kind: "invoke"; functionId: string; data: Record<string, unknown>; untilMs: number }
);

/** What one call of the SDK means for its run. */
export interface Outcome {
  /** Steps that the call has run to a result. */
  results: StepResult[];
  /** Steps that it has found and that settle later. */
  found: PendingStep[];
  next:
    | { kind: "end"; status: FinalStatus; output: string }
    | { kind: "retry"; dueMs: number; error: string }
    /** Call the function again at once, with the new results. */
    | { kind: "continue" }
    /** Nothing more to do for this job: what settles later calls the function. */
    | { kind: "leave" };
}

export interface DecisionContext {
  job: LeasedJob;
  run: LoadedRun;
  maxAttempts: number;
  nowMs: number;
  backoff: Backoff;
}

/** An invocation without a timeout of its own waits a year, as on an Inngest server. */
const longestInvocationMs = 365 * 86_400_000;

/** A step that the SDK has recorded while the call goes on. */
export function decideCheckpoint(results: { stepId: string; name: string; output: string }[]): Outcome {
  return {
    results: results.map((result) => ({ ...result, failed: false })),
    found: [],
    next: { kind: "continue" },
  };
}

/** Pure: the same reply in the same context always means the same. */
export function decide(reply: Reply, context: DecisionContext): Outcome {
  switch (reply.kind) {
    case "completed":
      return complete(reply.output);
    case "unsupported":
      return fail(executorError(reply.message, "UnsupportedError"));
    case "failed":
      if (!reply.mayRetry || isLastAttempt(context)) return fail(reply.error);
      return { results: [], found: [], next: retry(reply.error, reply.retryAfter, context) };
    case "operations":
      return decideOperations(reply, context);
  }
}

function decideOperations(reply: Reply & { kind: "operations" }, context: DecisionContext): Outcome {
  const { run, job } = context;
  const known = new Set(run.settled.map((step) => step.stepId));
  const outcome: Outcome = { results: [], found: [], next: { kind: "leave" } };
  for (const operation of reply.operations) {
    if (known.has(operation.stepId)) continue;
    if (operation.kind === "stepFailure" && !operation.isFinal && !isLastAttempt(context)) {
      return { ...outcome, next: retry(operation.error, reply.retryAfter, context) };
    }
    const result = readResult(operation);
    if (result) {
      outcome.results.push(result);
      if (job.stepId === "") outcome.next = { kind: "continue" };
    } else if (!run.pendingStepIds.has(operation.stepId)) {
      const found = readPending(operation, context.nowMs);
      if (typeof found === "string") return fail(executorError(found, "UnsupportedError"));
      outcome.found.push(found);
    }
  }
  if (reply.output !== null) return { ...outcome, next: complete(reply.output).next };
  const isStepMissing = job.stepId !== "" && !outcome.results.some((result) => result.stepId === job.stepId);
  if (isStepMissing) return fail(executorError(`The SDK was to run the step ${job.stepId} and did not.`));
  return outcome;
}

function readResult(operation: Operation): StepResult | undefined {
  const { stepId, name } = operation;
  if (operation.kind === "result") return { stepId, name, failed: false, output: operation.output };
  if (operation.kind !== "stepFailure") return undefined;
  return { stepId, name, failed: true, output: JSON.stringify(operation.error) };
}

/** The step, or why it cannot be waited for. */
function readPending(operation: Operation, nowMs: number): PendingStep | string {
  const { stepId, name } = operation;
  switch (operation.kind) {
    case "plan":
      return { kind: "run", stepId, name };
    case "sleep":
      return withEnd(operation.until, nowMs, name, (untilMs) => ({ kind: "sleep", stepId, name, untilMs }));
    case "wait": {
      const { eventName, expression, timeout } = operation;
      if (expression !== null && !isCondition(expression))
        return `The wait "${name}" has an invalid condition: ${expression}`;
      return withEnd(timeout, nowMs, name, (untilMs) => ({
        kind: "wait",
        stepId,
        name,
        eventName,
        expression,
        untilMs,
      }));
    }
    case "invoke": {
      const { functionId, data, timeout } = operation;
      if (timeout === null)
        return { kind: "invoke", stepId, name, functionId, data, untilMs: nowMs + longestInvocationMs };
      return withEnd(timeout, nowMs, name, (untilMs) => ({
        kind: "invoke",
        stepId,
        name,
        functionId,
        data,
        untilMs,
      }));
    }
    case "result":
    case "stepFailure":
      return `The step "${name}" has settled and is pending at once.`;
  }
}

function withEnd(
  text: string,
  nowMs: number,
  name: string,
  build: (untilMs: number) => PendingStep,
): PendingStep | string {
  const untilMs = parseWaitEnd(text, nowMs);
  return untilMs === undefined
    ? `The step "${name}" waits until "${text}", which is neither a duration nor a date.`
    : build(untilMs);
}

function isCondition(expression: string): boolean {
  try {
    compileMatchCondition(expression);
    return true;
  } catch {
    return false;
  }
}

function isLastAttempt({ job, maxAttempts }: DecisionContext): boolean {
  return job.attempt + 1 >= maxAttempts;
}

function retry(error: SerializedError, retryAfter: string | null, context: DecisionContext): Outcome["next"] {
  const waitMs = parseRetryAfter(retryAfter, context.nowMs) ?? context.backoff(context.job.attempt);
  return {
    kind: "retry",
    dueMs: context.nowMs + waitMs,
    error: `${error.name}: ${error.message}`.replaceAll("\0", ""),
  };
}

function complete(output: string): Outcome {
  const bytes = Buffer.byteLength(output);
  if (bytes <= runLimits.maxStepBytes) return end("completed", output);
  const message = `The function's result has ${bytes} bytes; it may have ${runLimits.maxStepBytes}. Return a reference instead.`;
  return fail(executorError(message, "LimitError"));
}

function fail(error: SerializedError): Outcome {
  return end("failed", JSON.stringify(error));
}

function end(status: FinalStatus, output: string): Outcome {
  return { results: [], found: [], next: { kind: "end", status, output } };
}
