import { z } from "zod";

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
  trigger: "manual" | "schedule" | "api" | "demo";
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
  phase: "waiting" | "reading" | "finishing" | "verifying" | "done" | "failed" | "cancelled";
  rowsRead: bigint;
  rowsWritten: bigint;
  bytes: bigint;
  changed: bigint;
  quarantined: bigint;
  estimatedRows: bigint | null;
  superseded: bigint;
  verifiedRows: bigint | null;
  verified: boolean | null;
  error: RunFailure | null;
  startedAt: Date | null;
  endedAt: Date | null;
}

export interface RunDetail extends RunSummary {
  connectionName: string;
  streams: RunStreamStatus[];
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
