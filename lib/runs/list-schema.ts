import { z } from "zod";
import { runKinds, runPeriods, runStatuses } from "./run-kinds";
import type { RunSummary } from "./schema";

/** Which runs of a workspace; as an address names them, so what it cannot mean is left out. */
export const runListFilterSchema = z.object({
  status: z.enum(runStatuses).optional().catch(undefined),
  kind: z.enum(runKinds).optional().catch(undefined),
  connection: z.uuid().optional().catch(undefined),
  /** Asked for within the last 24 hours, 7, 30 or 90 days; absent: ever. */
  period: z.enum(runPeriods).optional().catch(undefined),
});

export type RunListFilter = z.infer<typeof runListFilterSchema>;

/** Ids of runs: the page goes on after `before` to older ones, or after `after` to newer ones. */
export const runCursorSchema = z.object({
  before: z.uuid().optional().catch(undefined),
  after: z.uuid().optional().catch(undefined),
});

export type RunCursor = z.infer<typeof runCursorSchema>;

export interface RunListItem extends RunSummary {
  connection: { name: string; source: string; destination: string };
}

export interface RunListPage {
  /** Newest first. */
  items: RunListItem[];
  /** Cursors of the pages beside it; null: there is none. */
  older: string | null;
  newer: string | null;
}

export interface RunBucket {
  /** When it begins. */
  at: Date;
  runs: number;
  succeeded: number;
  failed: number;
  rows: bigint;
  bytes: bigint;
  /** Of the runs that have ended; null: none has. */
  meanDurationMs: number | null;
}

export interface RunStats {
  unit: "hour" | "day";
  buckets: RunBucket[];
}
