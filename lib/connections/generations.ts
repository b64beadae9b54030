import { streamLabel, type KeptGeneration, type TableName } from "@/connectors/sdk";
import { recordAudit } from "@/lib/audit/service";
import { db, type Connection } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { ConflictError } from "@/lib/errors";
import { runtime } from "@/lib/runtime";
import { holdLease } from "@/lib/runs/lease";
import type { StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { lastPlans, requireStream } from "./last-plans";
import { requireIdle } from "./require";

export interface StreamGenerations {
  /** The one that the table shows; null where no run has finished the stream since this is noted. */
  shown: number | null;
  /** The former ones that can be rolled back to, newest first. */
  kept: KeptGeneration[];
}

/** Which of a stream's tables are back at the generation, and which have none of that number and stayed as they are. */
export interface RolledBack {
  tables: TableName[];
  left: TableName[];
}

/**
 * The generations of a stream, as the destination has them. Empty before the first run. The source is not asked: it is
 * the tables of the last run that count, also where source or connection are others by now.
 */
export async function listGenerations(
  scope: Scope,
  connectionId: string,
  stream: StreamName,
): Promise<StreamGenerations> {
  const connection = await requireStream(scope, connectionId, stream);
  const shown = await shownGeneration(connection, stream);
  const [own] = await lastPlans(connection, stream);
  if (!own) return { shown, kept: [] };
  const destination = await destinationCall(scope, connection.destinationId);
  const kept = await runtime().pool.run(
    "listGenerations",
    { destination, plan: own },
    { lane: "interactive" },
  );
  return { shown, kept };
}

/**
 * Puts a former generation of a stream in its table's place, and in that of its child tables; the present one is kept
 * in its stead. The next run begins a generation above all of them; one that is asked for meanwhile waits with its first
 * write. ConflictError while a run goes on, or where the stream was never loaded; the destination's ConfigError where the generation is not kept. After a failure the same call
 * goes on.
 */
export async function rollBack(
  scope: Scope,
  connectionId: string,
  { generation, ...stream }: StreamName & { generation: number },
): Promise<RolledBack> {
  const connection = await requireStream(scope, connectionId, stream);
  return holdLease(connection.id, () => rollBackIdle(scope, connection, { ...stream, generation }));
}

async function rollBackIdle(
  scope: Scope,
  connection: Connection,
  { generation, ...stream }: StreamName & { generation: number },
): Promise<RolledBack> {
  await requireIdle(connection, "roll back");
  const [own, ...children] = await lastPlans(connection, stream);
  if (!own)
    throw new ConflictError(
      `${streamLabel(stream)} was never loaded by ${connection.name}: there is no generation to roll back to.`,
    );
  const destination = await destinationCall(scope, connection.destinationId);
  const rolledBack = await runtime().pool.run(
    "rollBack",
    { destination, plans: [own, ...children], generation },
    { lane: "interactive" },
  );
  await db().streamGeneration.updateMany({
    where: { connectionId: connection.id, namespace: stream.namespace ?? "", name: stream.name },
    data: { shown: generation },
  });
  const facts = { stream: streamLabel(stream), generation };
  await recordAudit(scope, { action: "connection.rolled_back", subject: connection.id, facts });
  return rolledBack;
}

async function shownGeneration({ id }: Connection, stream: StreamName): Promise<number | null> {
  const row = await db().streamGeneration.findFirst({
    where: { connectionId: id, namespace: stream.namespace ?? "", name: stream.name },
    select: { shown: true },
  });
  return row?.shown ?? null;
}
