import { configuredStreamSchema } from "@/lib/catalog/schema";
import { isUuid } from "@/lib/connectors/input";
import { db, pool, type Prisma } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { toRunSummary } from "@/lib/runs/queries";
import type { RunSummary } from "@/lib/runs/schema";
import type { Scope } from "@/lib/workspaces/scope";
import { readPendingChange } from "./pending-change";
import { readPolicies } from "./policies";
import { readSchedule } from "./schedule";
import { deriveConnectionStatus } from "./status";
import type { ConnectionView } from "./view";

export type { ConnectionView } from "./view";

export interface ConnectionFilter {
  sourceId?: string;
  destinationId?: string;
  search?: string;
  /** Default: by name. */
  order?: "name" | "created";
  limit?: number;
  offset?: number;
}

const end = { select: { id: true, name: true, connector: true } };
const withEnds = {
  source: end,
  destination: end,
  follows: { select: { id: true, name: true } },
} satisfies Prisma.ConnectionInclude;

type ConnectionWithEnds = Prisma.ConnectionGetPayload<{ include: typeof withEnds }>;

export async function listConnections(
  scope: Scope,
  filter: ConnectionFilter = {},
): Promise<{ items: ConnectionView[]; total: number }> {
  const ids = [filter.sourceId, filter.destinationId].filter((id) => id !== undefined);
  if (!ids.every(isUuid)) return { items: [], total: 0 };
  const where: Prisma.ConnectionWhereInput = {
    workspaceId: scope.workspaceId,
    ...(filter.sourceId === undefined ? {} : { sourceId: filter.sourceId }),
    ...(filter.destinationId === undefined ? {} : { destinationId: filter.destinationId }),
    ...(filter.search ? { name: { contains: filter.search, mode: "insensitive" } } : {}),
  };
  const [rows, total] = await Promise.all([
    db().connection.findMany({
      where,
      include: withEnds,
      orderBy:
        filter.order === "created" ? [{ createdAt: "asc" }, { id: "asc" }] : [{ name: "asc" }, { id: "asc" }],
      take: filter.limit ?? 500,
      skip: filter.offset ?? 0,
    }),
    db().connection.count({ where }),
  ]);
  return { items: await toConnectionViews(scope, rows), total };
}

/** All of the workspace by name, for a choice among them. */
export function listConnectionNames(scope: Scope): Promise<{ id: string; name: string }[]> {
  return db().connection.findMany({
    where: { workspaceId: scope.workspaceId },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}

/** null where there is none in the workspace. */
export async function findConnectionName(
  scope: Scope,
  id: string,
): Promise<{ id: string; name: string } | null> {
  return db().connection.findFirst({
    where: { id, workspaceId: scope.workspaceId },
    select: { id: true, name: true },
  });
}

export async function getConnection(scope: Scope, id: string): Promise<ConnectionView> {
  const row = isUuid(id)
    ? await db().connection.findFirst({ where: { id, workspaceId: scope.workspaceId }, include: withEnds })
    : null;
  const [view] = row ? await toConnectionViews(scope, [row]) : [];
  if (!view) throw new NotFoundError("connection", id);
  return view;
}

async function toConnectionViews(scope: Scope, rows: ConnectionWithEnds[]): Promise<ConnectionView[]> {
  const lastRuns = await lastRunsOf(
    scope,
    rows.map((row) => row.id),
  );
  return rows.map(({ streams, schedule, policies, ...stored }) => {
    const { sourceId: _, destinationId: __, sealedSecrets: ___, offeredStreams: ____, ...row } = stored;
    const lastRun = lastRuns.get(row.id) ?? null;
    return {
      ...row,
      streams: configuredStreamSchema.array().parse(streams),
      schedule: readSchedule({ schedule, followsId: row.followsId }),
      policies: readPolicies(policies),
      pendingChange: readPendingChange(row.pendingChange),
      lastRun,
      state: deriveConnectionStatus(row, lastRun),
    };
  });
}

/** One index look-up for each connection, however many runs it has had. What a sample came to says nothing of it. */
async function lastRunsOf(scope: Scope, connectionIds: string[]): Promise<Map<string, RunSummary>> {
  if (connectionIds.length === 0) return new Map();
  const { rows } = await pool().query<{ id: string }>(
    `SELECT last.id FROM unnest($1::uuid[]) AS connection (id)
     CROSS JOIN LATERAL (
       SELECT run.id FROM run WHERE run.connection_id = connection.id AND run.workspace_id = $2
         AND (run.kind <> 'sample' OR run.active_connection_id IS NOT NULL)
       ORDER BY run.created_at DESC, run.number DESC LIMIT 1
     ) AS last`,
    [connectionIds, scope.workspaceId],
  );
  const runs = await db().run.findMany({
    where: { id: { in: rows.map((row) => row.id) }, workspaceId: scope.workspaceId },
    omit: { plan: true },
  });
  return new Map(runs.map((run) => [run.connectionId, toRunSummary(run)]));
}
