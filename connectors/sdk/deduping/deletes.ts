import type { StreamPlan } from "../plan";

/** Whether the source itself reports rows as deleted, and the plan heeds it. */
export function hasReportedDeletes(plan: StreamPlan): boolean {
  return plan.stream.supports.deletes && plan.deletes !== "ignore";
}

/** Whether a key that the run did not bring is gone: a full refresh brings all there are. */
export function infersDeletes(plan: StreamPlan): boolean {
  return plan.stream.mode === "full_refresh" && plan.deletes !== "ignore";
}
