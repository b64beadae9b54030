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
  /** The field of a configuration that is to be mended, as a path. */
  field: z.array(z.string()).optional(),
  /** It waits for a person to approve a change of the source's schema; once that is settled, nothing is wrong any more. */
  awaits: z.literal("approval").optional(),
  /** Of an unexpected error: its entry in the process's log. */
  errorId: z.string().optional(),
});

export type RunFailure = z.infer<typeof runFailureSchema>;

/** What was another in the source than when the stream was last moved; types by their kinds. */
export const runSchemaChangeSchema = z.discriminatedUnion("change", [
  z.object({ change: z.literal("stream_added"), stream: z.string() }),
  z.object({ change: z.literal("stream_removed"), stream: z.string() }),
  /** `leftOut`: the connection's policies keep it out of the table. */
  z.object({
    change: z.literal("added"),
    stream: z.string(),
    field: z.string(),
    after: z.string(),
    leftOut: z.boolean(),
  }),
  z.object({ change: z.literal("removed"), stream: z.string(), field: z.string(), before: z.string() }),
  z.object({
    change: z.literal("retyped"),
    stream: z.string(),
    field: z.string(),
    before: z.string(),
    after: z.string(),
    leftOut: z.boolean(),
  }),
  z.object({ change: z.literal("key_changed"), stream: z.string() }),
]);

export type RunSchemaChange = z.infer<typeof runSchemaChangeSchema>;

/** What one feed did over the time of a run, for drawing: slices that lie close together and went alike are one span. */
export interface SliceSpan {
  startedAt: Date;
  endedAt: Date;
  outcome: "moved" | "complete" | "failed" | "cancelled";
  slices: number;
  /** The highest of its slices; 0: none of them was a second try. */
  attempt: number;
  /** Committed. */
  rows: bigint;
  bytes: bigint;
  /** Of the last one that failed. */
  error: string | null;
}

export interface FeedTimeline {
  feedIndex: number;
  /** Labels of what it moves. */
  streams: string[];
  spans: SliceSpan[];
}

export interface RunTimeline {
  /** Those with a failure first; at most 100. */
  feeds: FeedTimeline[];
  totalFeeds: number;
  totalSlices: number;
}

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
  sourceId: string;
  destinationId: string;
  isConnectionActive: boolean;
  /** null until the run has looked, and where it does not look. */
  schemaChanges: RunSchemaChange[] | null;
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
