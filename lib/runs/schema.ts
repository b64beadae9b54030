import { z } from "zod";
import type { StreamComparison } from "@/lib/sync/compare/compare-stream";
import type { TableName } from "@/connectors/sdk";
import type { Bottleneck } from "@/lib/sync/bottleneck";
import type { Waits } from "@/lib/sync/waits";

/** What happened, where, and what to do: shown first wherever a run is red. */
export const runFailureSchema = z.object({
  /** config and auth need a person; transient was retried in vain; unverified: the destination does not hold what was read. */
  kind: z.enum(["config", "auth", "transient", "unverified", "internal"]),
  message: z.string(),
  stream: z.string().optional(),
  /** Of an unexpected error: its entry in the process's log. */
  errorId: z.string().optional(),
});

export type RunFailure = z.infer<typeof runFailureSchema>;

export interface RunSummary {
  id: string;
  number: number;
  connectionId: string;
  trigger: "manual" | "schedule" | "api" | "demo" | "connection";
  kind: "sync" | "refresh" | "clear" | "sample" | "replay" | "verify" | "repair";
  status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  rowsRead: bigint;
  rowsWritten: bigint;
  bytes: bigint;
  failure: RunFailure | null;
}

export interface RunStreamStatus {
  index: number;
  namespace: string;
  name: string;
  phase: "waiting" | "reading" | "held" | "finishing" | "verifying" | "done" | "failed" | "cancelled";
  rowsRead: bigint;
  rowsWritten: bigint;
  bytes: bigint;
  changed: bigint;
  quarantined: bigint;
  /** Left out by row filters. */
  filtered: bigint;
  estimatedRows: bigint | null;
  superseded: bigint;
  /** Marked or removed because they are gone at the source. */
  deleted: bigint;
  /** Added to the history table; null where none is kept. */
  versions: bigint | null;
  verifiedRows: bigint | null;
  verified: boolean | null;
  /** What comparing the content brought, or why it could not be compared; null where counting was all. */
  comparison: StreamComparison | { reason: string } | null;
  error: RunFailure | null;
  /** Where its time went, over all slices that came to an end. */
  waitedMs: Waits;
  bottleneck: Bottleneck | null;
  /** null before the run is planned. */
  table: TableName | null;
  /** When its swap was held because far fewer rows came than before; and when it was let go on. */
  heldAt: Date | null;
  releasedAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
}

export interface RunDetail extends RunSummary {
  connectionName: string;
  streams: RunStreamStatus[];
  /** Of all streams together. */
  waitedMs: Waits;
  bottleneck: Bottleneck | null;
}

export interface RunLogLine {
  /** Rises; the next page is asked for by `after`. */
  id: bigint;
  at: Date;
  level: string;
  stream: string | null;
  message: string;
  facts: unknown;
}
