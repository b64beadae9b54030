import type { JsonObject } from "@/connectors/sdk";
import { isUuid } from "@/lib/connectors/input";
import { db, type Prisma, type Source } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import type { SourceView } from "./schema";

export interface SourceFilter {
  search?: string;
  /** Default: by name. */
  order?: "name" | "created";
  limit?: number;
  offset?: number;
}

const withCount = { _count: { select: { connections: true } } } satisfies Prisma.SourceInclude;

export async function listSources(
  scope: Scope,
  filter: SourceFilter = {},
): Promise<{ items: SourceView[]; total: number }> {
  const where: Prisma.SourceWhereInput = {
    workspaceId: scope.workspaceId,
    ...(filter.search ? { name: { contains: filter.search, mode: "insensitive" } } : {}),
  };
  const [rows, total] = await Promise.all([
    db().source.findMany({
      where,
      include: withCount,
      orderBy:
        filter.order === "created" ? [{ createdAt: "asc" }, { id: "asc" }] : [{ name: "asc" }, { id: "asc" }],
      take: filter.limit ?? 500,
      skip: filter.offset ?? 0,
    }),
    db().source.count({ where }),
  ]);
  return { items: rows.map((row) => toSourceView(row, row._count.connections)), total };
}

export async function getSource(scope: Scope, id: string): Promise<SourceView> {
  const row = isUuid(id)
    ? await db().source.findFirst({ where: { id, workspaceId: scope.workspaceId }, include: withCount })
    : null;
  if (!row) throw new NotFoundError("source", id);
  return toSourceView(row, row._count.connections);
}

/** The connections that read from the source, by name. */
export async function dependantsOfSource(scope: Scope, id: string): Promise<{ id: string; name: string }[]> {
  await requireSource(scope, id);
  return db().connection.findMany({
    where: { sourceId: id, workspaceId: scope.workspaceId },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}

/** The row itself, for the services of this folder. */
export async function requireSource(scope: Scope, id: string): Promise<Source> {
  const row = isUuid(id)
    ? await db().source.findFirst({ where: { id, workspaceId: scope.workspaceId } })
    : null;
  if (!row) throw new NotFoundError("source", id);
  return row;
}

/** The row, held until the transaction ends: a change of the configuration and a rotation must not undo each other. */
export async function lockSource(tx: Prisma.TransactionClient, scope: Scope, id: string): Promise<Source> {
  const { workspaceId } = scope;
  await tx.$queryRaw`SELECT 1 FROM source WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`;
  const row = await tx.source.findFirst({ where: { id, workspaceId } });
  if (!row) throw new NotFoundError("source", id);
  return row;
}

function toSourceView(row: Source, connectionCount: number): SourceView {
  const {
    id,
    workspaceId,
    name,
    connector,
    checkedAt,
    checkError,
    createdAt,
    updatedAt,
    maxParallelStreams,
    revision,
  } = row;
  const facts = {
    id,
    workspaceId,
    name,
    connector,
    checkedAt,
    checkError,
    createdAt,
    updatedAt,
    maxParallelStreams,
    revision,
  };
  return { ...facts, config: row.config as JsonObject, connectionCount };
}
