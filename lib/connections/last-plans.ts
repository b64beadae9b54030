import { isDeepStrictEqual } from "node:util";
import { streamLabel, type StreamPlan } from "@/connectors/sdk";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { db, Prisma, type Connection } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { loadingKinds } from "@/lib/runs/kinds";
import { loadPlan } from "@/lib/runs/plan-run";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { requireConnection } from "./require";

/** The connection, where it moves the stream. NotFoundError otherwise. */
export async function requireStream(
  scope: Scope,
  connectionId: string,
  stream: StreamName,
): Promise<Connection> {
  const connection = await requireConnection(scope, connectionId);
  const chosen = configuredStreamSchema.array().parse(connection.streams).map(streamKey);
  if (!chosen.includes(streamKey(stream))) throw new NotFoundError("stream", streamLabel(stream));
  return connection;
}

/** The stream's tables as the last run planned them, its own before its children; none where no run was planned yet. */
export async function lastPlans(
  { id }: Connection,
  { namespace = "", name }: StreamName,
): Promise<StreamPlan[]> {
  const last = await db().runStream.findFirst({
    where: {
      namespace,
      name,
      run: { connectionId: id, kind: { in: loadingKinds }, plan: { not: Prisma.DbNull } },
    },
    orderBy: { run: { number: "desc" } },
    select: { runId: true, index: true },
  });
  if (!last) return [];
  const { streams } = await loadPlan(last.runId);
  const own = streams[last.index];
  return own ? [own, ...streams.filter(({ parent }) => isDeepStrictEqual(parent?.table, own.table))] : [];
}
