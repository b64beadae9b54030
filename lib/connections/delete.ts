import { recordAudit } from "@/lib/audit/service";
import { isUuid } from "@/lib/connectors/input";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { cancelRun } from "@/lib/runs/request";
import type { Scope } from "@/lib/workspaces/scope";

/**
 * Removes the connection with its runs, their logs and its checkpoints; a run under way is cancelled first. What it
 * wrote stays in the destination. ConflictError names the connections that sync after it. NotFoundError on the second
 * call.
 */
export async function deleteConnection(scope: Scope, id: string): Promise<void> {
  if (!isUuid(id)) throw new NotFoundError("connection", id);
  await requireUnfollowed(scope, [id]);
  await remove(scope, id);
}

/** The same for several that go together: they may follow each other, but none that stays may follow one of them. */
export async function deleteConnections(scope: Scope, ids: string[]): Promise<void> {
  await requireUnfollowed(scope, ids);
  const left = await db().connection.findMany({
    where: { id: { in: ids }, workspaceId: scope.workspaceId },
    select: { id: true, followsId: true },
  });
  while (left.length > 0) {
    // Whom nobody follows any more goes first: the database holds on to what is followed.
    const next = left.findIndex(({ id }) => !left.some(({ followsId }) => followsId === id));
    const [gone] = left.splice(Math.max(next, 0), 1);
    if (gone) await remove(scope, gone.id);
  }
}

async function requireUnfollowed(scope: Scope, ids: string[]): Promise<void> {
  const followers = await db().connection.findMany({
    where: { followsId: { in: ids }, id: { notIn: ids }, workspaceId: scope.workspaceId },
    select: { name: true, follows: { select: { name: true } } },
    orderBy: { name: "asc" },
  });
  const [first] = followers;
  if (!first) return;
  const names = followers.map(({ name }) => `“${name}”`).join(", ");
  throw new ConflictError(
    `“${first.follows?.name}” is followed by ${names}. Give ${followers.length === 1 ? "it" : "them"} another schedule first.`,
  );
}

async function remove(scope: Scope, id: string): Promise<void> {
  const where = { id, workspaceId: scope.workspaceId };
  const active = await db().run.findFirst({
    where: { activeConnectionId: id, workspaceId: scope.workspaceId },
    select: { id: true },
  });
  if (active) await cancelUnlessEnded(scope, active.id);
  const deleted = await db().connection.deleteMany({ where });
  if (deleted.count === 0) throw new NotFoundError("connection", id);
  await recordAudit(scope, { action: "connection.deleted", subject: id });
}

async function cancelUnlessEnded(scope: Scope, runId: string): Promise<void> {
  try {
    await cancelRun(scope, runId);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
