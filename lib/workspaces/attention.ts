import { pool } from "@/lib/db";
import { countQuarantinedConnections } from "@/lib/quarantine/counts";
import type { Scope } from "./scope";

type Attention = Record<"connections" | "sources" | "destinations" | "runs" | "quarantine", number>;

/**
 * How many things in each section wait for a person: failed checks, connections whose last run
 * failed, runs that are held, and connections of which rows wait in the quarantine. For the rail, on every page.
 */
export async function countAttention(scope: Scope): Promise<Attention> {
  const [{ rows }, quarantine] = await Promise.all([
    pool().query<Omit<Attention, "quarantine">>(
      `SELECT
         (SELECT count(*)::int FROM source WHERE workspace_id = $1 AND check_error IS NOT NULL) AS sources,
         (SELECT count(*)::int FROM destination WHERE workspace_id = $1 AND check_error IS NOT NULL) AS destinations,
         (SELECT count(*)::int FROM connection
            CROSS JOIN LATERAL (SELECT status FROM run WHERE run.connection_id = connection.id ORDER BY created_at DESC LIMIT 1) last
          WHERE connection.workspace_id = $1 AND connection.status = 'active' AND last.status = 'failed') AS connections,
         (SELECT count(*)::int FROM run WHERE workspace_id = $1 AND status = 'running'
            AND EXISTS (SELECT FROM run_stream WHERE run_stream.run_id = run.id AND phase = 'held')) AS runs`,
      [scope.workspaceId],
    ),
    countQuarantinedConnections(scope),
  ]);
  const [counts] = rows;
  if (!counts) throw new Error("The database counted nothing.");
  return { ...counts, quarantine };
}
