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

export const actorsPerPage = 100;

/** One page of the workspace's sources or destinations, and how many match in all. */
export async function listActors(
  scope: Scope,
  kind: ConnectorKind,
  query: ActorQuery,
): Promise<{ items: ActorLine[]; total: number }> {
  const { where, values } = conditionsOf(scope, query);
  const [page, count] = await Promise.all([
    pool().query<ActorRow>(
      `SELECT actor.id, actor.name, actor.connector, actor.checked_at, actor.check_error, actor.created_at,
              used.count AS connections, last.at AS last_at, last.status AS last_status
       FROM ${kind} AS actor ${usesOf(kind)}
       LEFT JOIN LATERAL (
         SELECT run.created_at AS at, run.status FROM connection
         CROSS JOIN LATERAL (
           SELECT created_at, status FROM run WHERE run.connection_id = connection.id AND run.kind <> 'sample'
           ORDER BY created_at DESC LIMIT 1
         ) AS run
         WHERE connection.${kind}_id = actor.id ORDER BY run.created_at DESC LIMIT 1
       ) AS last ON true
       WHERE ${where} ORDER BY ${orderOf(query.sort)} LIMIT ${actorsPerPage} OFFSET $${values.length + 1}`,
      [...values, (query.page - 1) * actorsPerPage],
    ),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${kind} AS actor ${usesOf(kind)} WHERE ${where}`,
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

function conditionsOf({ workspaceId }: Scope, { search, type, check, use }: ActorQuery) {
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
  if (use !== undefined) conditions.push(use === "used" ? "used.count > 0" : "used.count = 0");
  return { where: conditions.join(" AND "), values };
}

const checkConditions: Record<NonNullable<ActorQuery["check"]>, string> = {
  passed: "actor.checked_at IS NOT NULL AND actor.check_error IS NULL",
  failed: "actor.check_error IS NOT NULL",
  none: "actor.checked_at IS NULL",
};

/** Each as people first want to see it: names from A, what failed and what was last first. */
const orders: Record<ActorSort, { by: string; isDescending: boolean }> = {
  name: { by: "lower(actor.name)", isDescending: false },
  type: { by: "actor.connector", isDescending: false },
  check: {
    by: "CASE WHEN actor.check_error IS NOT NULL THEN 2 WHEN actor.checked_at IS NULL THEN 1 ELSE 0 END",
    isDescending: true,
  },
  connections: { by: "used.count", isDescending: true },
  sync: { by: "last.at", isDescending: true },
  created: { by: "actor.created_at", isDescending: true },
};

function orderOf({ by, isDescending }: ActorQuery["sort"]): string {
  const order = orders[by];
  const direction = order.isDescending === isDescending ? "ASC" : "DESC";
  return `${order.by} ${direction} NULLS LAST, lower(actor.name), actor.id`;
}

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
