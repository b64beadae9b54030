import type { ConfiguredStream } from "@/lib/catalog/schema";
import type { Connection } from "@/lib/db";
import type { RunSummary } from "@/lib/runs/schema";
import type { PendingChange } from "./pending-change";
import type { ConnectionPolicies } from "./policies";
import type { Schedule } from "./schedule";
import type { ConnectionState } from "./status";

/** One end of a connection, as lists name it. */
export interface ConnectionEnd {
  id: string;
  name: string;
  connector: string;
}

export interface ConnectionView extends Omit<
  Connection,
  | "streams"
  | "schedule"
  | "policies"
  | "sealedSecrets"
  | "pendingChange"
  | "offeredStreams"
  | "sourceId"
  | "destinationId"
> {
  source: ConnectionEnd;
  destination: ConnectionEnd;
  streams: ConfiguredStream[];
  schedule: Schedule;
  /** The connection that the schedule waits for; null where it waits for none. */
  follows: { id: string; name: string } | null;
  policies: ConnectionPolicies;
  /** Set while a change of the source's schema waits for approval. */
  pendingChange: PendingChange | null;
  lastRun: RunSummary | null;
  state: ConnectionState;
}
