import { isUuid } from "@/lib/connectors/input";
import { db, type Connection } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";

/** NotFoundError where the workspace has no such connection. */
export async function requireConnection(scope: Scope, id: string): Promise<Connection> {
  const row = isUuid(id)
    ? await db().connection.findFirst({ where: { id, workspaceId: scope.workspaceId } })
    : null;
  if (!row) throw new NotFoundError("connection", id);
  return row;
}

/** ConflictError while a run of the connection goes on; `doing` is what has to wait for its end. */
export async function requireIdle({ id, name }: Connection, doing: string): Promise<void> {
  const active = await db().run.findUnique({ where: { activeConnectionId: id }, select: { number: true } });
  if (active)
    throw new ConflictError(
      `Run ${active.number} of ${name} is going on. Cancel it, or wait for its end, then ${doing}.`,
    );
}
