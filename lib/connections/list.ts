import { z } from "zod";
import { pool } from "@/lib/db";
import { toFailure } from "@/lib/runs/queries";
import type { RunSummary } from "@/lib/runs/schema";
import type { Scope } from "@/lib/workspaces/scope";
import { readSchedule, type Schedule } from "./schedule";
import type { ConnectionState } from "./status";

export const connectionStates = [
  "failed",
  "running",
  "queued",
  "succeeded",
  "cancelled",
  "paused",
  "never_run",
] as const satisfies ConnectionState[];

export const listQuery = z.object({
  search: z.string().max(200).default(""),
  state: z.enum(connectionStates).optional(),
  /** Ids of connectors. */
  source: z.string().max(100).optional(),
  destination: z.string().max(100).optional(),
  sort: z.enum(["name", "state", "last", "rows", "next"]).default("name"),
  direction: z.enum(["ascending", "descending"]).default("ascending"),
  page: z.int().min(1).max(10_000).default(1),
});

export type ListQuery = z.output<typeof listQuery>;

/** A connection as the list shows it: without its streams, which may be many. */
export interface ListedConnection {
  id: string;
  name: string;
  state: ConnectionState;
  schedule: Schedule;
  follows: { name: string } | null;
  nextDueAt: Date | null;
  needsApproval: boolean;
  source: { name: string; connector: string };
  destination: { name: string; connector: string };
  lastRun: Pick<RunSummary, "id" | "status" | "createdAt" | "endedAt" | "rowsWritten" | "failure"> | null;
  /** The last runs, oldest first. */
  runs: StripEntry[];
}

export interface StripEntry {
  id: string;
  status: RunSummary["status"];
  at: Date;
  durationMs: number;
}

export interface ConnectionList {
  items: ListedConnection[];
  total: number;
  pages: number;
  /** Which connectors the workspace's connections have, whatever is filtered. */
  sources: string[];
  destinations: string[];
}

export const pageSize = 50;
const stripRuns = 15;

/**
 * One page of the workspace's connections. What is derived from the last run is derived in the database, because it is
 * filtered and sorted by; `deriveConnectionStatus` says the same of one connection.
 */
export async function listPage(scope: Scope, input: z.input<typeof listQuery> = {}): Promise<ConnectionList> {
  const query = listQuery.parse(input);
  const [found, connectors] = await Promise.all([findRows(scope, query), connectorsOf(scope)]);
  const strips = await stripsOf(
    scope,
    found.map(({ id }) => id),
  );
  const total = Number(found[0]?.total ?? 0);
  return {
    items: found.map((row) => toListed(row, strips.get(row.id) ?? [])),
    total,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    ...connectors,
  };
}

interface Row {
  id: string;
  name: string;
  state: ConnectionState;
  schedule: unknown;
  follows_id: string | null;
  follows_name: string | null;
  next_due_at: Date | null;
  needs_approval: boolean;
  source_name: string;
  source_connector: string;
  destination_name: string;
  destination_connector: string;
  run_id: string | null;
  run_status: RunSummary["status"];
  run_created_at: Date;
  run_ended_at: Date | null;
  run_rows_written: string;
  run_failure: Parameters<typeof toFailure>[0];
  total: string;
}

/** The newest run of a connection. What a sample came to says nothing of it. */
const lastRun = `LEFT JOIN LATERAL (
    SELECT * FROM run WHERE run.connection_id = connection.id AND run.workspace_id = $1
      AND (run.kind <> 'sample' OR run.active_connection_id IS NOT NULL)
    ORDER BY run.created_at DESC, run.number DESC LIMIT 1
  ) last ON true`;

const state = `CASE WHEN last.status IN ('queued', 'running') THEN last.status::text
  WHEN connection.status = 'inactive' THEN 'paused'
  ELSE coalesce(last.status::text, 'never_run') END`;

const columns: Record<ListQuery["sort"], { by: string; isOfLastRun: boolean }> = {
  name: { by: "lower(connection.name)", isOfLastRun: false },
  state: { by: state, isOfLastRun: true },
  last: { by: "last.created_at", isOfLastRun: true },
  rows: { by: "last.rows_written", isOfLastRun: true },
  next: { by: "connection.next_due_at", isOfLastRun: false },
};

/** The last run is looked up for the page alone, unless it decides what is on the page. */
async function findRows({ workspaceId }: Scope, query: ListQuery): Promise<Row[]> {
  const { by, isOfLastRun } = columns[query.sort];
  const direction = query.direction === "ascending" ? "ASC" : "DESC";
  const { rows } = await pool().query<Row>(
    `WITH listed AS (
       SELECT connection.id, count(*) OVER () AS total,
         row_number() OVER (ORDER BY ${by} ${direction} NULLS LAST, lower(connection.name), connection.id) AS place
       FROM connection
       JOIN source ON source.id = connection.source_id
       JOIN destination ON destination.id = connection.destination_id
       ${isOfLastRun || query.state !== undefined ? lastRun : ""}
       WHERE connection.workspace_id = $1
         AND ($3::text IS NULL OR source.connector = $3) AND ($4::text IS NULL OR destination.connector = $4)
         AND ($2 = '' OR strpos(lower(concat_ws(' ', connection.name, source.name, destination.name)), lower($2)) > 0)
         AND ($5::text IS NULL${query.state === undefined ? "" : ` OR ${state} = $5`})
       ORDER BY place LIMIT ${pageSize} OFFSET $6
     )
     SELECT connection.id, connection.name, connection.schedule, connection.follows_id, connection.next_due_at,
       followed.name AS follows_name, connection.pending_change IS NOT NULL AS needs_approval,
       source.name AS source_name, source.connector AS source_connector,
       destination.name AS destination_name, destination.connector AS destination_connector,
       last.id AS run_id, last.status AS run_status, last.created_at AS run_created_at,
       last.ended_at AS run_ended_at, last.rows_written AS run_rows_written, last.failure AS run_failure,
       ${state} AS state, listed.total
     FROM listed
     JOIN connection ON connection.id = listed.id
     JOIN source ON source.id = connection.source_id
     JOIN destination ON destination.id = connection.destination_id
     LEFT JOIN connection followed ON followed.id = connection.follows_id
     ${lastRun}
     ORDER BY listed.place`,
    [
      workspaceId,
      query.search.trim(),
      query.source ?? null,
      query.destination ?? null,
      query.state ?? null,
      (query.page - 1) * pageSize,
    ],
  );
  return rows;
}

function toListed(row: Row, runs: StripEntry[]): ListedConnection {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    schedule: readSchedule({ schedule: row.schedule, followsId: row.follows_id }),
    follows: row.follows_name === null ? null : { name: row.follows_name },
    nextDueAt: row.next_due_at,
    needsApproval: row.needs_approval,
    source: { name: row.source_name, connector: row.source_connector },
    destination: { name: row.destination_name, connector: row.destination_connector },
    lastRun:
      row.run_id === null
        ? null
        : {
            id: row.run_id,
            status: row.run_status,
            createdAt: row.run_created_at,
            endedAt: row.run_ended_at,
            rowsWritten: BigInt(row.run_rows_written),
            failure: toFailure(row.run_failure),
          },
    runs,
  };
}

async function stripsOf({ workspaceId }: Scope, ids: string[]): Promise<Map<string, StripEntry[]>> {
  const { rows } = await pool().query<{
    connection_id: string;
    id: string;
    status: RunSummary["status"];
    at: Date;
    duration_ms: number | null;
  }>(
    `SELECT last.* FROM unnest($1::uuid[]) AS connection (id)
     CROSS JOIN LATERAL (
       SELECT run.connection_id, run.id, run.status, coalesce(run.started_at, run.created_at) AS at,
         (extract(epoch FROM run.ended_at - run.started_at) * 1000)::float8 AS duration_ms, run.number
       FROM run WHERE run.connection_id = connection.id AND run.workspace_id = $2
       ORDER BY run.created_at DESC, run.number DESC LIMIT ${stripRuns}
     ) AS last ORDER BY last.number`,
    [ids, workspaceId],
  );
  const strips = new Map<string, StripEntry[]>();
  for (const { connection_id, id, status, at, duration_ms } of rows) {
    const entry = { id, status, at, durationMs: duration_ms ?? 0 };
    strips.set(connection_id, [...(strips.get(connection_id) ?? []), entry]);
  }
  return strips;
}

async function connectorsOf({
  workspaceId,
}: Scope): Promise<Pick<ConnectionList, "sources" | "destinations">> {
  const { rows } = await pool().query<{ sources: string[] | null; destinations: string[] | null }>(
    `SELECT array_agg(DISTINCT source.connector) AS sources, array_agg(DISTINCT destination.connector) AS destinations
     FROM connection JOIN source ON source.id = connection.source_id
     JOIN destination ON destination.id = connection.destination_id
     WHERE connection.workspace_id = $1`,
    [workspaceId],
  );
  return { sources: rows[0]?.sources ?? [], destinations: rows[0]?.destinations ?? [] };
}
