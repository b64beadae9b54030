import { db, pool } from "@/lib/db";
import { countQuarantinedConnections } from "@/lib/quarantine/counts";
import type { Scope } from "./scope";

/**
 * How many things in each section wait for a person: failed checks, connections whose last run
 * failed, runs that are held, and connections of which rows wait in the quarantine.
 */
export async function countAttention(
  scope: Scope,
): Promise<Record<"connections" | "sources" | "destinations" | "runs" | "quarantine", number>> {
  const where = { workspaceId: scope.workspaceId, checkError: { not: null } };
  const [sources, destinations, connections, runs, quarantine] = await Promise.all([
    db().source.count({ where }),
    db().destination.count({ where }),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM connection
       CROSS JOIN LATERAL (SELECT status FROM run WHERE run.connection_id = connection.id ORDER BY created_at DESC LIMIT 1) last
       WHERE connection.workspace_id = $1 AND connection.status = 'active' AND last.status = 'failed'`,
      [scope.workspaceId],
    ),
    db().run.count({
      where: { workspaceId: scope.workspaceId, status: "running", streams: { some: { phase: "held" } } },
    }),
    countQuarantinedConnections(scope),
  ]);
  return { sources, destinations, connections: connections.rows[0]?.count ?? 0, runs, quarantine };
}
