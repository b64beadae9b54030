import type { Wire } from "@/lib/internal-api/json";
import type { RunDetail, RunLogLine, RunSummary } from "@/lib/runs/schema";

export type LiveRun = Wire<RunDetail>;
export type LiveRunSummary = Wire<RunSummary>;
export type LiveLogLine = Wire<RunLogLine>;

/** An answer that is not what was asked for; the message is for the person. */
export class PollError extends Error {
  override name = "PollError";
}

export function fetchRun(runId: string, signal: AbortSignal): Promise<LiveRun> {
  return getJson(`/api/internal/runs/${runId}`, signal);
}

export function fetchRuns(
  connectionId: string,
  signal: AbortSignal,
): Promise<{ items: LiveRunSummary[]; total: number }> {
  return getJson(`/api/internal/connections/${connectionId}/runs?limit=30`, signal);
}

export function fetchLogs(runId: string, after: string | null, signal: AbortSignal): Promise<LiveLogLine[]> {
  return getJson(`/api/internal/runs/${runId}/logs${after === null ? "" : `?after=${after}`}`, signal);
}

/** From a route of the console itself. */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const base = document.documentElement.dataset.basePath ?? "";
  const response = await fetch(base + path, { signal, headers: { accept: "application/json" } });
  // Our own route, typed on both sides by the same service.
  if (response.ok) return (await response.json()) as T;
  if (response.status === 401) throw new PollError("Your session has ended. Sign in again.");
  throw new PollError(`The console answered with status ${response.status}.`);
}
