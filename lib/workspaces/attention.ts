import { db, pool } from "@/lib/db";
import type { Scope } from "./scope";

/** How many things in each section wait for a person: failed checks, and connections whose last run failed. */
export async function countAttention(
  scope: Scope,
): Promise<{ connections: number; sources: number; destinations: number }> {
  const where = { workspaceId: scope.workspaceId, checkError: { not: null } };
  const [sources, destinations, connections] = await Promise.all([
    db().source.count({ where }),
    db().destination.count({ where }),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM connection
       CROSS JOIN LATERAL (SELECT status FROM run WHERE run.connection_id = connection.id ORDER BY created_at DESC LIMIT 1) last
       WHERE connection.workspace_id = $1 AND connection.status = 'active' AND last.status = 'failed'`,
      [scope.workspaceId],
    ),
  ]);
  return { sources, destinations, connections: connections.rows[0]?.count ?? 0 };
}
