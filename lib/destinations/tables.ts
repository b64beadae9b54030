import type { TableName } from "@/connectors/sdk";
import { pool } from "@/lib/db";
import { loadingKinds } from "@/lib/runs/kinds";
import type { Scope } from "@/lib/workspaces/scope";
import { requireDestination } from "./queries";

/** A table that runs of the workspace have written, under the name it has at the destination. */
export interface WrittenTable {
  table: TableName;
  connection: { id: string; name: string };
  stream: { namespace: string | null; name: string };
  writtenAt: Date;
  /** That the last run wrote. */
  rows: bigint;
  /** That were found in the table afterwards; null where they were not counted. */
  verifiedRows: bigint | null;
}

const limit = 1_000;
/** Of each connection; a table that none of them wrote is not told. */
const lookedAtRuns = 50;

/** What was written last to each table of a destination, the newest first; at most 1,000. */
export async function listWrittenTables(scope: Scope, destinationId: string): Promise<WrittenTable[]> {
  const { id } = await requireDestination(scope, destinationId);
  const { rows } = await pool().query<TableRow>(
    `WITH newest AS (
       SELECT DISTINCT ON (connection.id, stream.namespace, stream.name)
              connection.id AS connection_id, connection.name AS connection_name, run.id AS run_id, stream.index,
              stream.namespace, stream.name, stream.ended_at, stream.rows_written, stream.verified_rows
       FROM connection
       CROSS JOIN LATERAL (
         SELECT run.id, run.number FROM run WHERE run.connection_id = connection.id AND run.kind::text = ANY ($3)
         ORDER BY run.created_at DESC LIMIT ${lookedAtRuns}
       ) AS run
       JOIN run_stream AS stream ON stream.run_id = run.id AND stream.phase = 'done'
       WHERE connection.destination_id = $1 AND connection.workspace_id = $2 AND stream.ended_at IS NOT NULL
       ORDER BY connection.id, stream.namespace, stream.name, run.number DESC
     )
     SELECT newest.*, run.plan #> ARRAY['streams', newest.index::text, 'table'] AS "table"
     FROM (SELECT * FROM newest ORDER BY ended_at DESC, name LIMIT ${limit}) AS newest
     JOIN run ON run.id = newest.run_id WHERE run.plan IS NOT NULL ORDER BY ended_at DESC, name`,
    [id, scope.workspaceId, loadingKinds],
  );
  return rows.map((row) => ({
    table: row.table,
    connection: { id: row.connection_id, name: row.connection_name },
    stream: { namespace: row.namespace === "" ? null : row.namespace, name: row.name },
    writtenAt: row.ended_at,
    rows: BigInt(row.rows_written),
    verifiedRows: row.verified_rows === null ? null : BigInt(row.verified_rows),
  }));
}

interface TableRow {
  connection_id: string;
  connection_name: string;
  namespace: string;
  name: string;
  table: TableName;
  ended_at: Date;
  rows_written: string;
  verified_rows: string | null;
}
