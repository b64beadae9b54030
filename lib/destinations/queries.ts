import type { JsonObject } from "@/connectors/sdk";
import { isUuid } from "@/lib/connectors/input";
import { db, type Prisma, type Destination } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import type { DestinationView } from "./schema";

export interface DestinationFilter {
  search?: string;
  /** Default: by name. */
  order?: "name" | "created";
  limit?: number;
  offset?: number;
}

const withCount = { _count: { select: { connections: true } } } satisfies Prisma.DestinationInclude;

export async function listDestinations(
  scope: Scope,
  filter: DestinationFilter = {},
): Promise<{ items: DestinationView[]; total: number }> {
  const where: Prisma.DestinationWhereInput = {
    workspaceId: scope.workspaceId,
    ...(filter.search ? { name: { contains: filter.search, mode: "insensitive" } } : {}),
  };
  const [rows, total] = await Promise.all([
    db().destination.findMany({
      where,
      include: withCount,
      orderBy:
        filter.order === "created" ? [{ createdAt: "asc" }, { id: "asc" }] : [{ name: "asc" }, { id: "asc" }],
      take: filter.limit ?? 500,
      skip: filter.offset ?? 0,
    }),
    db().destination.count({ where }),
  ]);
  return { items: rows.map((row) => toDestinationView(row, row._count.connections)), total };
}

export async function getDestination(scope: Scope, id: string): Promise<DestinationView> {
  const row = isUuid(id)
    ? await db().destination.findFirst({ where: { id, workspaceId: scope.workspaceId }, include: withCount })
    : null;
  if (!row) throw new NotFoundError("destination", id);
  return toDestinationView(row, row._count.connections);
}

/** The connections that write to the destination, by name. */
export async function dependantsOfDestination(
  scope: Scope,
  id: string,
): Promise<{ id: string; name: string }[]> {
  await requireDestination(scope, id);
  return db().connection.findMany({
    where: { destinationId: id, workspaceId: scope.workspaceId },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}

/** The row itself, for the services of this folder. */
export async function requireDestination(scope: Scope, id: string): Promise<Destination> {
  const row = isUuid(id)
    ? await db().destination.findFirst({ where: { id, workspaceId: scope.workspaceId } })
    : null;
  if (!row) throw new NotFoundError("destination", id);
  return row;
}

function toDestinationView(row: Destination, connectionCount: number): DestinationView {
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
