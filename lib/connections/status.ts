import type { RunSummary } from "@/lib/runs/schema";

/** The one word by which lists and pages describe a connection. */
export type ConnectionState =
  "paused" | "never_run" | "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** A run that is under way shows even on a paused connection; otherwise paused, then what the last run came to. */
export function deriveConnectionStatus(
  connection: { status: "active" | "inactive" },
  lastRun: Pick<RunSummary, "status"> | null,
): ConnectionState {
  if (lastRun?.status === "queued" || lastRun?.status === "running") return lastRun.status;
  if (connection.status === "inactive") return "paused";
  return lastRun?.status ?? "never_run";
}
