import { formatDuration } from "@/components/ui/format";
import type { State } from "@/components/ui/state";
import type { ConnectionState } from "@/lib/connections/status";
import type { RunStreamStatus, RunSummary } from "@/lib/runs/schema";
import * as text from "@/text/runs";

type Told = { state: State; label: string };

export function tellRun(status: RunSummary["status"]): Told {
  switch (status) {
    case "queued":
      return { state: "waiting", label: text.queued };
    case "running":
      return { state: "running", label: text.running };
    case "succeeded":
      return { state: "ok", label: text.succeeded };
    case "failed":
      return { state: "bad", label: text.failed };
    case "cancelled":
      return { state: "paused", label: text.cancelled };
  }
}

export function tellConnection(state: ConnectionState): Told {
  if (state === "paused") return { state: "paused", label: text.inactive };
  if (state === "never_run") return { state: "waiting", label: text.neverSynced };
  return tellRun(state);
}

export function tellPhase(phase: RunStreamStatus["phase"]): Told {
  switch (phase) {
    case "waiting":
      return { state: "waiting", label: text.waiting };
    case "reading":
      return { state: "running", label: text.moving };
    case "held":
      return { state: "warn", label: text.held };
    case "finishing":
      return { state: "running", label: text.finishing };
    case "verifying":
      return { state: "running", label: text.verifying };
    case "done":
      return { state: "ok", label: text.verified };
    case "failed":
      return { state: "bad", label: text.failed };
    case "cancelled":
      return { state: "paused", label: text.cancelled };
  }
}

/** What a run is, where it is more than a sync. */
export const kindWords: Record<RunSummary["kind"], string> = text.kinds;

/** Milliseconds from begin to end; null where it has not both. */
export function durationOf(run: { startedAt: string | null; endedAt: string | null }): number | null {
  return run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
}

export function formatTook(ms: number | null): string {
  return ms === null ? "–" : formatDuration(ms);
}
