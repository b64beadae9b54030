import type { Prisma, Connection } from "@/lib/db";
import { InvalidInputError } from "@/lib/errors";
import type { Schedule } from "./schedule";

type Follower = Pick<Connection, "id" | "workspaceId" | "name">;

/**
 * Called in the transaction that writes the schedule. InvalidInputError at `schedule.connectionId` where the connection
 * that it follows is not the workspace's, or would in the end wait for this one: the message names the way round. Until
 * the transaction ends nobody else in the workspace begins to follow, so that two changes cannot close a loop together.
 */
export async function requireFollowable(
  transaction: Prisma.TransactionClient,
  follower: Follower,
  schedule: Schedule,
): Promise<void> {
  if (schedule.type !== "after") return;
  const { workspaceId } = follower;
  await transaction.$queryRaw`SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
  const chain = await chainFrom(transaction, schedule.connectionId, workspaceId);
  if (chain.length === 0)
    throw refusal(`There is no connection ${schedule.connectionId} in this workspace. Choose another one.`);
  const way = chain.findIndex(({ id }) => id === follower.id);
  if (way === 0) throw refusal(`“${follower.name}” cannot sync after itself. Choose another connection.`);
  if (way > 0) throw refusal(describeLoop([follower, ...chain.slice(0, way + 1)]));
}

/** What the connection follows, and what that one follows, and so on; itself first. */
function chainFrom(
  transaction: Prisma.TransactionClient,
  id: string,
  workspaceId: string,
): Promise<Pick<Connection, "id" | "name">[]> {
  return transaction.$queryRaw`
    WITH RECURSIVE chain AS (
      SELECT id, name, follows_id, 0 AS place FROM connection
      WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid
      UNION ALL
      SELECT next.id, next.name, next.follows_id, chain.place + 1
      FROM connection next JOIN chain ON next.id = chain.follows_id
    ) CYCLE id SET is_cycle USING path
    SELECT id, name FROM chain WHERE NOT is_cycle ORDER BY place`;
}

function describeLoop(way: Pick<Connection, "name">[]): string {
  const steps = way
    .slice(0, -1)
    .map(({ name }, index) => `“${name}” ${index === 0 ? "would sync " : ""}after “${way[index + 1]?.name}”`);
  return `${steps.join(", ")}: each would wait for the other. Choose another connection.`;
}

function refusal(message: string): InvalidInputError {
  return new InvalidInputError(message, [{ path: ["schedule", "connectionId"], message }]);
}
