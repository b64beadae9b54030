import { pool, type RunStatus } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { ActorQuery, ActorSort } from "./actor-query";
import type { ConnectorKind } from "./catalogue";

/** A source or destination as lists show it. */
export interface ActorLine {
  id: string;
  name: string;
  connector: string;
  checkedAt: Date | null;
  checkError: string | null;
  connectionCount: number;
  /** The newest run of any of its connections; samples do not count. */
  lastSync: { at: Date; status: RunStatus } | null;
  createdAt: Date;
}

export const actorsPerPage = 50;

/**
 * One page of the workspace's sources or destinations, and how many match in all. What connections and runs say of
 * them is looked up for the page alone, unless it decides what is on the page.
 */
export async function listActors(
  scope: Scope,
  kind: ConnectorKind,
  query: ActorQuery,
): Promise<{ items: ActorLine[]; total: number }> {
  const { where, values } = conditionsOf(scope, kind, query);
  const { by, isDescending, needs } = orders[query.sort.by];
  const direction = isDescending === query.sort.isDescending ? "ASC" : "DESC";
  const [page, count] = await Promise.all([
    pool().query<ActorRow>(
      `WITH listed AS (
         SELECT actor.id, row_number() OVER (ORDER BY ${by} ${direction} NULLS LAST, lower(actor.name), actor.id) AS place
         FROM ${kind} AS actor ${needs?.(kind) ?? ""}
         WHERE ${where} ORDER BY place LIMIT ${actorsPerPage} OFFSET $${values.length + 1}
       )
       SELECT actor.id, actor.name, actor.connector, actor.checked_at, actor.check_error, actor.created_at,
              used.count AS connections, last.at AS last_at, last.status AS last_status
       FROM listed JOIN ${kind} AS actor ON actor.id = listed.id ${usesOf(kind)} ${lastSyncOf(kind)}
       ORDER BY listed.place`,
      [...values, (query.page - 1) * actorsPerPage],
    ),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${kind} AS actor WHERE ${where}`,
      values,
    ),
  ]);
  return { items: page.rows.map(toLine), total: count.rows[0]?.count ?? 0 };
}

interface ActorRow {
  id: string;
  name: string;
  connector: string;
  checked_at: Date | null;
  check_error: string | null;
  created_at: Date;
  connections: number;
  last_at: Date | null;
  last_status: RunStatus | null;
}

function usesOf(kind: ConnectorKind): string {
  return `CROSS JOIN LATERAL (
    SELECT count(*)::int AS count FROM connection WHERE connection.${kind}_id = actor.id
  ) AS used`;
}

function lastSyncOf(kind: ConnectorKind): string {
  return `LEFT JOIN LATERAL (
    SELECT run.created_at AS at, run.status FROM connection
    CROSS JOIN LATERAL (
      SELECT created_at, status FROM run WHERE run.connection_id = connection.id AND run.kind <> 'sample'
      ORDER BY created_at DESC LIMIT 1
    ) AS run
    WHERE connection.${kind}_id = actor.id ORDER BY run.created_at DESC LIMIT 1
  ) AS last ON true`;
}

function conditionsOf({ workspaceId }: Scope, kind: ConnectorKind, { search, type, check, use }: ActorQuery) {
  const values: unknown[] = [workspaceId];
  const conditions = ["actor.workspace_id = $1"];
  if (search.trim() !== "") {
    values.push(search.trim());
    conditions.push(`position(lower($${values.length}) in lower(actor.name)) > 0`);
  }
  if (type !== undefined) {
    values.push(type);
    conditions.push(`actor.connector = $${values.length}`);
  }
  if (check !== undefined) conditions.push(checkConditions[check]);
  if (use !== undefined) {
    const isUsed = `EXISTS (SELECT FROM connection WHERE connection.${kind}_id = actor.id)`;
    conditions.push(use === "used" ? isUsed : `NOT ${isUsed}`);
  }
  return { where: conditions.join(" AND "), values };
}

const checkConditions: Record<NonNullable<ActorQuery["check"]>, string> = {
  passed: "actor.checked_at IS NOT NULL AND actor.check_error IS NULL",
  failed: "actor.check_error IS NOT NULL",
  none: "actor.checked_at IS NULL",
};

interface Order {
  by: string;
  isDescending: boolean;
  /** The join that it is of. */
  needs?: (kind: ConnectorKind) => string;
}

/** Each as people first want to see it: names from A, what failed and what was last first. */
const orders: Record<ActorSort, Order> = {
  name: { by: "lower(actor.name)", isDescending: false },
  type: { by: "actor.connector", isDescending: false },
  check: {
    by: "CASE WHEN actor.check_error IS NOT NULL THEN 2 WHEN actor.checked_at IS NULL THEN 1 ELSE 0 END",
    isDescending: true,
  },
  connections: { by: "used.count", isDescending: true, needs: usesOf },
  sync: { by: "last.at", isDescending: true, needs: lastSyncOf },
  created: { by: "actor.created_at", isDescending: true },
};

function toLine(row: ActorRow): ActorLine {
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    checkedAt: row.checked_at,
    checkError: row.check_error,
    connectionCount: row.connections,
    lastSync: row.last_at && row.last_status ? { at: row.last_at, status: row.last_status } : null,
    createdAt: row.created_at,
  };
}
