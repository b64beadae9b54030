const tableSeconds = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200];
const jitterMs = 30_000;
const retryAfterMs = { least: 1_000, most: 86_400_000 };

/** How long to wait after the failure of the attempt with this number (the first is 0). */
export type Backoff = (attempt: number) => number;

/** The waits of an Inngest server: 15 s to 2 h by table, plus up to 30 s so that retries do not come all at once. */
export const serverBackoff: Backoff = (attempt) => {
  const seconds = tableSeconds[Math.min(attempt, tableSeconds.length - 1)] ?? 0;
  return seconds * 1_000 + Math.random() * jitterMs;
};

/** The wait that a Retry-After header asks for (seconds or a date), between 1 s and 24 h; undefined when it says nothing. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, retryAfterMs.least), retryAfterMs.most);
}
