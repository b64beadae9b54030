import { db, type Prisma, type Run } from "@/lib/db";
import { runtime } from "@/lib/runtime";
import { uuidV5 } from "@/lib/sync/uuid-v5";

type EndedRun = Pick<Run, "id" | "workspaceId" | "connectionId" | "kind" | "createdAt" | "startedAt">;

/**
 * Called in the transaction that ends a run, before anything else of it: no two of the connections that follow each other
 * end a run at the same time, so that none misses what the other has just done.
 */
export async function lockFollowers(
  transaction: Prisma.TransactionClient,
  connectionId: string,
): Promise<void> {
  await transaction.$queryRaw`
    SELECT 1 FROM connection WHERE id = ${connectionId}::uuid OR follows_id = ${connectionId}::uuid
    ORDER BY id FOR NO KEY UPDATE`;
}

/**
 * In the same transaction: queues the syncs that a run's end asks for. A green sync asks for one of every active
 * connection that follows. A follower that is busy then has it made up when its own run ends, however that ended, but
 * not where a person cancels it. A run's id follows from the ended run's and the follower's: it exists once or not at all.
 */
export async function queueFollowers(
  transaction: Prisma.TransactionClient,
  run: EndedRun,
  isGreen: boolean,
): Promise<void> {
  const followers = run.kind === "sync" && isGreen ? await followersOf(transaction, run) : [];
  const missed = await missedBy(transaction, run);
  const data = [...followers.map((follower) => ({ follower, cause: run.id })), ...missed].map(
    ({ follower, cause }) => ({
      id: uuidV5(`${cause} ${follower}`),
      workspaceId: run.workspaceId,
      connectionId: follower,
      activeConnectionId: follower,
      trigger: "connection" as const,
    }),
  );
  if (data.length > 0) await transaction.run.createMany({ data, skipDuplicates: true });
}

/**
 * Once the transaction stands: sends the events of what it queued. May be repeated; what a crash leaves unsent `cleanup`
 * sends.
 */
export async function sendFollowers({ connectionId }: Pick<Run, "connectionId">): Promise<void> {
  const queued = await db().run.findMany({
    where: {
      trigger: "connection",
      status: "queued",
      activeConnectionId: { not: null },
      connection: { OR: [{ id: connectionId }, { followsId: connectionId }] },
    },
    select: { id: true, workspaceId: true, connectionId: true },
  });
  if (queued.length === 0) return;
  await runtime().send(
    queued.map(({ id, ...ends }) => ({ name: "sync/requested" as const, data: { ...ends, runId: id } })),
  );
}

async function followersOf(
  transaction: Prisma.TransactionClient,
  { connectionId, workspaceId }: EndedRun,
): Promise<string[]> {
  const rows = await transaction.connection.findMany({
    where: { followsId: connectionId, workspaceId, status: "active" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** The last green sync of what the run's connection follows, where it came to its end after the run had begun to read. */
async function missedBy(
  transaction: Prisma.TransactionClient,
  { connectionId, startedAt, createdAt }: EndedRun,
): Promise<{ follower: string; cause: string }[]> {
  const rows = await transaction.$queryRaw<{ cause: string }[]>`
    SELECT run.id AS cause FROM connection follower JOIN run ON run.connection_id = follower.follows_id
    WHERE follower.id = ${connectionId}::uuid AND follower.status = 'active'
      AND run.kind = 'sync' AND run.status = 'succeeded' AND run.ended_at > ${startedAt ?? createdAt}
    ORDER BY run.number DESC LIMIT 1`;
  return rows.map(({ cause }) => ({ follower: connectionId, cause }));
}
