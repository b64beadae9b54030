import { executorError, type SerializedError } from "./errors";
import { createSystemEvent, systemEvents, type StoredEvent } from "./events";
import { correlationId } from "./lifecycle";
import type { Registry } from "./registration";
import { planRun, type RunPlan } from "./run-plans";
import type { PendingStep } from "./decide";
import type { LoadedRun } from "./store/runs";

/** A step's call of another function: the event it gets, and its run or why there is none. */
export interface Invocation {
  event: StoredEvent;
  plan: RunPlan | undefined;
  error: SerializedError | undefined;
}

/** The event carries what an Inngest server puts into it: `_inngest`, beside the caller's data. */
export function planInvocation(
  run: LoadedRun,
  step: PendingStep & { kind: "invoke" },
  { registry, nowMs }: { registry: Registry; nowMs: number },
): Invocation {
  const data = {
    ...step.data,
    _inngest: {
      fn_id: step.functionId,
      correlation_id: correlationId(run.id, step.stepId),
      source_fn_id: run.functionId,
      expire: step.untilMs,
    },
  };
  const event = createSystemEvent(systemEvents.invoked, data, { nowMs });
  const fn = registry.functions.get(step.functionId);
  if (!fn) {
    const error = executorError(`There is no function "${step.functionId}" to invoke.`, "InvokeError");
    return { event, plan: undefined, error };
  }
  return {
    event,
    plan: planRun(fn, event, { nowMs, parent: { runId: run.id, stepId: step.stepId } }),
    error: undefined,
  };
}
