import type { Problem } from "@/lib/api/problem";
import type { Wire } from "@/lib/internal-api/json";
import type { RunListPage, RunStats } from "@/lib/runs/list-schema";
import type { LogFormat } from "@/lib/runs/log-text";
import type { LogLevel } from "@/lib/runs/log-levels";
import type { FoundLine, LogView, LogWindow } from "@/lib/runs/log-view";
import type { RunDetail, RunLogLine, RunSummary, RunTimeline } from "@/lib/runs/schema";
import * as text from "@/text/runs";

export type LiveRun = Wire<RunDetail>;
export type LiveRunSummary = Wire<RunSummary>;
export type LiveLogLine = Wire<RunLogLine>;
export type LiveTimeline = Wire<RunTimeline>;
export type LiveRunPage = Wire<RunListPage>;
export type LiveRunStats = Wire<RunStats>;

/** An answer that is not what was asked for, with its status; the message is for the person. */
export class PollError extends Error {
  override name = "PollError";

  constructor(
    message: string,
    readonly status: number,
    /** What the log has it under, where nobody expected it. */
    readonly errorId?: string,
  ) {
    super(message);
  }

  /** What was asked for is there no more, or not for whoever asks now: the server is to say what stands here. */
  get isFinal(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
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

export function fetchTimeline(runId: string, signal: AbortSignal): Promise<LiveTimeline> {
  return getJson(`/api/internal/runs/${runId}/timeline`, signal);
}

/** `address`: the filters and the cursor, as they stand behind the question mark. */
export function fetchRunPage(address: string, signal: AbortSignal): Promise<LiveRunPage> {
  return getJson(`/api/internal/runs?${address}`, signal);
}

export function fetchRunStats(address: string, signal: AbortSignal): Promise<LiveRunStats> {
  return getJson(`/api/internal/runs/stats?${address}`, signal);
}

export function fetchLogWindow(
  runId: string,
  view: LogView,
  portion: { from: number; limit: number },
  signal: AbortSignal,
): Promise<Wire<LogWindow>> {
  return getJson(`/api/internal/runs/${runId}/logs?${query({ ...view, ...portion })}`, signal);
}

export function findLogLine(
  runId: string,
  view: LogView,
  wanted: { text?: string; atLevel?: LogLevel; match: number },
  signal: AbortSignal,
): Promise<Wire<FoundLine>> {
  return getJson(`/api/internal/runs/${runId}/logs/find?${query({ ...view, ...wanted })}`, signal);
}

export function placeLogLine(
  runId: string,
  view: LogView,
  line: string,
  signal: AbortSignal,
): Promise<{ place: number | null }> {
  return getJson(`/api/internal/runs/${runId}/logs/place?${query({ ...view, line })}`, signal);
}

/** Address of the whole log as a file. */
export function logFile(runId: string, format: LogFormat): string {
  return `${basePath()}/api/internal/runs/${runId}/logs/download?format=${format}`;
}

export function basePath(): string {
  return document.documentElement.dataset.basePath ?? "";
}

function query(params: Record<string, string | number | undefined>): string {
  const given = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(given).toString();
}

/** From a route of the console itself. */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(basePath() + path, { signal, headers: { accept: "application/json" } });
  // Our own route, typed on both sides by the same service.
  if (response.ok) return (await response.json()) as T;
  const { status } = response;
  if (status === 401) throw new PollError(text.sessionEnded, status);
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  throw new PollError(problem?.detail ?? text.answeredWith(status), status, problem?.data?.errorId);
}
