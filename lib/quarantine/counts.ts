import { getConnection } from "@/lib/connections/queries";
import { pool } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { QuarantineCount } from "./schema";

/**
 * Rows that runs have quarantined, without those that a later replay of their stream went through (what it could not
 * write is counted with it) or that were discarded all at once. Costs no destination anything.
 */
const waiting = `
  SELECT run.connection_id, stream.namespace, stream.name, sum(stream.quarantined)::int AS rows,
         max(run.created_at) AS latest_at
    FROM run_stream stream JOIN run ON run.id = stream.run_id
   WHERE stream.quarantined > 0 AND run.workspace_id = $1 AND run.kind <> 'sample'
     AND NOT EXISTS (
           SELECT 1 FROM run later
            WHERE later.connection_id = run.connection_id AND later.number > run.number AND later.status = 'succeeded'
              AND later.kind = 'replay'
              AND (later.chosen_streams IS NULL
                   OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(later.chosen_streams) chosen
                               WHERE chosen::jsonb = jsonb_build_array(stream.namespace, stream.name))))
     AND NOT EXISTS (
           SELECT 1 FROM audit_entry entry
            WHERE entry.workspace_id = $1 AND entry.subject = run.connection_id::text
              AND entry.action = 'quarantine.discarded' AND entry.at > coalesce(run.ended_at, run.created_at)
              AND (entry.facts ->> 'all' = 'streams'
                   OR entry.facts ->> 'all' LIKE '[%'
                      AND (entry.facts ->> 'all')::jsonb = jsonb_build_array(stream.namespace, stream.name)))
   GROUP BY run.connection_id, stream.namespace, stream.name`;

/** The connections of which rows wait, the latest first; with `connectionId` that one alone. */
export async function countQuarantined(scope: Scope, connectionId?: string): Promise<QuarantineCount[]> {
  const { rows } = await pool().query<QuarantineCount>(
    `SELECT waiting.connection_id AS "connectionId", connection.name, sum(waiting.rows)::int AS rows,
            count(*)::int AS streams, max(latest_at) AS "latestAt",
            jsonb_build_object('name', source.name, 'connector', source.connector) AS source,
            jsonb_build_object('name', destination.name, 'connector', destination.connector) AS destination
       FROM (${waiting}) waiting
            JOIN connection ON connection.id = waiting.connection_id
            JOIN source ON source.id = connection.source_id
            JOIN destination ON destination.id = connection.destination_id
      WHERE $2::uuid IS NULL OR connection.id = $2
      GROUP BY waiting.connection_id, connection.id, source.id, destination.id
      ORDER BY max(latest_at) DESC, waiting.connection_id`,
    [scope.workspaceId, connectionId ?? null],
  );
  return rows;
}

/** Of one connection, whether anything is known to wait or not. NotFoundError where it is not of this workspace. */
export async function countQuarantinedOf(scope: Scope, connectionId: string): Promise<QuarantineCount> {
  const connection = await getConnection(scope, connectionId);
  const [count] = await countQuarantined(scope, connection.id);
  const { id, name, source, destination, updatedAt } = connection;
  return count ?? { connectionId: id, name, source, destination, rows: 0, streams: 0, latestAt: updatedAt };
}

/** How many connections have rows that wait: for the rail, on every page. */
export async function countQuarantinedConnections(scope: Scope): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(DISTINCT connection_id)::int AS count FROM (${waiting}) waiting`,
    [scope.workspaceId],
  );
  return rows[0]?.count ?? 0;
}
