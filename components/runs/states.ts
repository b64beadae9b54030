import { formatDuration } from "@/components/ui/format";
import type { State } from "@/components/ui/state";
import type { ConnectionState } from "@/lib/connections/status";
import type { RunStreamStatus, RunSummary } from "@/lib/runs/schema";

type Told = { state: State; label: string };

export function tellRun(status: RunSummary["status"]): Told {
  switch (status) {
    case "queued":
      return { state: "waiting", label: "Queued" };
    case "running":
      return { state: "running", label: "Running" };
    case "succeeded":
      return { state: "ok", label: "Succeeded" };
    case "failed":
      return { state: "bad", label: "Failed" };
    case "cancelled":
      return { state: "paused", label: "Cancelled" };
  }
}

export function tellConnection(state: ConnectionState): Told {
  if (state === "paused") return { state: "paused", label: "Inactive" };
  if (state === "never_run") return { state: "waiting", label: "Never synced" };
  return tellRun(state);
}

export function tellPhase(phase: RunStreamStatus["phase"]): Told {
  switch (phase) {
    case "waiting":
      return { state: "waiting", label: "Waiting" };
    case "reading":
      return { state: "running", label: "Moving" };
    case "held":
      return { state: "warn", label: "Held" };
    case "finishing":
      return { state: "running", label: "Finishing" };
    case "verifying":
      return { state: "running", label: "Verifying" };
    case "done":
      return { state: "ok", label: "Verified" };
    case "failed":
      return { state: "bad", label: "Failed" };
    case "cancelled":
      return { state: "paused", label: "Cancelled" };
  }
}

/** What a run is, where it is more than a sync. */
export const kindWords: Record<RunSummary["kind"], string> = {
  sync: "Sync",
  refresh: "Refresh",
  clear: "Clear",
  sample: "Sample",
  replay: "Quarantine replay",
  verify: "Comparison",
  repair: "Repair",
};

/** Who or what asked for a run. */
export const triggerWords: Record<RunSummary["trigger"], string> = {
  manual: "By hand",
  schedule: "Schedule",
  api: "API",
  demo: "Demo",
  connection: "After another",
};

/** Milliseconds from begin to end; null where it has not both. */
export function durationOf(run: { startedAt: string | null; endedAt: string | null }): number | null {
  return run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
}

export function formatTook(ms: number | null): string {
  return ms === null ? "–" : formatDuration(ms);
}
