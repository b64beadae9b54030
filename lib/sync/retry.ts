import { ConnectorError } from "@/connectors/sdk";

export type Verdict =
  /** Worth the same again after `afterMs`; with a careful writer from now on where `careful` is set. */
  | { retry: true; afterMs: number; careful?: boolean }
  /** A person must act, or it is a bug. */
  | { retry: false; kind: "config" | "auth" | "transient" | "internal" };

/** Attempts without progress before a slice is given up; together about half an hour. */
const backoffMs = [0, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 600_000];

/** An error that is not the connector's own may be a passing fault of the process; a few tries, not a half-hour of them. */
const maxUnexpected = 3;

/**
 * What follows from a failed slice, finish or count: the one place where errors become retries. `fruitless` is how
 * often in a row it has failed since the last checkpoint was committed, this time included.
 */
export function judgeFailure(error: unknown, fruitless: number, wasCareful = false): Verdict {
  const afterMs = backoffMs[fruitless - 1];
  if (error instanceof WorkerLostError)
    return afterMs === undefined ? { retry: false, kind: "transient" } : { retry: true, afterMs };
  if (!(error instanceof ConnectorError)) {
    return fruitless < maxUnexpected && afterMs !== undefined
      ? { retry: true, afterMs }
      : { retry: false, kind: "internal" };
  }
  switch (error.kind) {
    case "config":
    case "auth":
      return { retry: false, kind: error.kind };
    case "rate_limited":
      return { retry: true, afterMs: retryAfterOf(error) };
    case "row_refused":
      // A careful writer finds the rows that are refused; if even it cannot, a person must look.
      return wasCareful ? { retry: false, kind: "config" } : { retry: true, afterMs: 0, careful: true };
    case "fenced":
    case "restart":
    case "transient":
      return afterMs === undefined ? { retry: false, kind: "transient" } : { retry: true, afterMs };
  }
}

function retryAfterOf(error: ConnectorError): number {
  return "retryAfterMs" in error && typeof error.retryAfterMs === "number"
    ? Math.max(0, error.retryAfterMs)
    : 60_000;
}

/** The worker process that did the work is gone: it spun, leaked, exited or was killed. The message says which. */
export class WorkerLostError extends Error {
  override name = "WorkerLostError";
}
