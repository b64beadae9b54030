import type { QuarantinedRow } from "@/connectors/sdk";
import { recordAudit } from "@/lib/audit/service";
import { requireConnection } from "@/lib/connections/require";
import type { RunTrigger } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { requestSync } from "@/lib/runs/request";
import type { RunSummary } from "@/lib/runs/schema";
import { runtime } from "@/lib/runtime";
import type { StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";

export interface QuarantinePage {
  stream?: StreamName;
  /** The last id of the page before. */
  after?: string;
  limit: number;
}

/** The rows of a connection that could not be written and wait at the destination, oldest first. */
export async function listQuarantined(
  scope: Scope,
  connectionId: string,
  page: QuarantinePage,
): Promise<QuarantinedRow[]> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "listQuarantined",
    { destination, query: { connectionId: connection.id, ...page } },
    { lane: "interactive" },
  );
}

/**
 * Asks for a run that writes the rows that wait, each once: a row leaves the quarantine in the transaction that writes it.
 * They are added to their tables or merged by key; the run is counted and verified as any other. A row that cannot be
 * written now either waits on, with its new reason. ConflictError while another run of the connection has not ended.
 */
export function replayQuarantined(
  scope: Scope,
  request: { connectionId: string; trigger: RunTrigger; streams?: StreamName[] },
): Promise<RunSummary> {
  return requestSync(scope, { ...request, kind: "replay" });
}

/** Takes rows away for good. Returns how many there were; ids that are not there are no error. */
export async function discardQuarantined(scope: Scope, connectionId: string, ids: string[]): Promise<number> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  const count = await runtime().pool.run(
    "discardQuarantined",
    { destination, connectionId: connection.id, ids },
    { lane: "interactive" },
  );
  await recordAudit(scope, {
    action: "quarantine.discarded",
    subject: connection.id,
    facts: { rows: count },
  });
  return count;
}
