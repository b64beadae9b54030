import { recordAudit } from "@/lib/audit/service";
import { isUuid } from "@/lib/connectors/input";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { cancelRun } from "@/lib/runs/request";
import type { Scope } from "@/lib/workspaces/scope";

/**
 * Removes the connection with its runs, their logs and its checkpoints; a run under way is cancelled first. What it
 * wrote stays in the destination. NotFoundError on the second call.
 */
export async function deleteConnection(scope: Scope, id: string): Promise<void> {
  if (!isUuid(id)) throw new NotFoundError("connection", id);
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
