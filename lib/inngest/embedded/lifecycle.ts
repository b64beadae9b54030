import { executorError } from "./errors";
import { createSystemEvent, systemEvents, type StoredEvent } from "./events";
import type { Registry } from "./registration";
import type { FinalStatus, LockedRun } from "./store/runs";

export interface RunEnd {
  run: LockedRun;
  status: FinalStatus;
  /** JSON text of the result or the error; null for a cancelled run. */
  output: string | null;
}

const statusWords: Record<FinalStatus, string> = {
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/**
 * The events of a run's end, with the data that an Inngest server puts into them; none that nobody hears. A failed run
 * gives failed and finished, a completed one finished, a cancelled one cancelled.
 */
export function buildLifecycleEvents(
  registry: Registry,
  end: RunEnd,
  payload: string,
  nowMs: number,
): StoredEvent[] {
  const data = lifecycleData(end, payload);
  return namesFor(end.status)
    .filter((name) => registry.hears(name))
    .map((name) => createSystemEvent(name, data, { nowMs }));
}

export function isEndHeard(registry: Registry, status: FinalStatus): boolean {
  return namesFor(status).some((name) => registry.hears(name));
}

function namesFor(status: FinalStatus): string[] {
  if (status === "cancelled") return [systemEvents.cancelled];
  return status === "failed" ? [systemEvents.failed, systemEvents.finished] : [systemEvents.finished];
}

function lifecycleData({ run, status, output }: RunEnd, payload: string): Record<string, unknown> {
  const event: unknown = JSON.parse(payload);
  const outcome: unknown = output === null ? null : JSON.parse(output);
  const data: Record<string, unknown> = {
    _inngest: { status: statusWords[status] },
    event,
    events: [event],
    function_id: run.functionId,
    run_id: run.id,
  };
  if (status === "failed") Object.assign(data, { error: outcome ?? executorError("unknown"), result: null });
  if (status === "completed") data.result = outcome;
  if (run.parentStepId !== null) data.correlation_id = correlationId(run.parentRunId ?? "", run.parentStepId);
  return data;
}

/** Ties an invoked run to the step that waits for it. */
export function correlationId(parentRunId: string, parentStepId: string): string {
  return `${parentRunId}.${parentStepId}`;
}
