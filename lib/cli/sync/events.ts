import type { Waits } from "@/lib/sync/waits";
import type { Json, LogLevel, TableName } from "@/connectors/sdk";

/** How a stream is named in whatever the command line prints. */
export interface StreamName {
  namespace: string | null;
  name: string;
}

/** Rows and bytes are counted where they were committed, once a stream is done; before, they run ahead of that. */
export interface StreamCountsEvent extends StreamName {
  rowsRead: number;
  rowsWritten: number;
  rowsQuarantined: number;
  bytesRead: number;
}

/** What a sync tells while it runs; with --json one line each. */
export type SyncEvent =
  | { type: "plan"; run: number; goesOn: boolean; streams: PlannedStreamEvent[] }
  | ({ type: "progress"; estimatedRows: number | null } & StreamCountsEvent)
  | ({ type: "phase"; phase: "reading" | "finishing" | "verifying" } & StreamName)
  | ({ type: "done"; verified: true; seconds: number; waitedMs: Waits } & StreamCountsEvent)
  | ({ type: "failed"; kind: FailureKind; message: string } & StreamName)
  | { type: "log"; level: LogLevel; message: string; stream: string | null; facts?: Record<string, Json> };

export interface PlannedStreamEvent extends StreamName {
  table: TableName;
  mode: "full_refresh" | "incremental";
  write: "append" | "overwrite" | "deduped";
  cursor: string | null;
  key: string[];
}

export type FailureKind = "config" | "auth" | "transient" | "unverified" | "internal" | "cancelled";

export interface StreamResult extends StreamCountsEvent {
  verified: boolean;
}

export interface SyncResult {
  status: "succeeded" | "failed" | "cancelled";
  seconds: number;
  streams: StreamResult[];
}

export function nameOf(stream: { namespace?: string | undefined; name: string }): StreamName {
  return { namespace: stream.namespace ?? null, name: stream.name };
}
