import { isUuid } from "@/lib/connectors/input";
import { db, type Connection } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";

/** NotFoundError where the workspace has no such connection. */
export async function requireConnection(scope: Scope, id: string): Promise<Connection> {
  const row = isUuid(id)
    ? await db().connection.findFirst({ where: { id, workspaceId: scope.workspaceId } })
    : null;
  if (!row) throw new NotFoundError("connection", id);
  return row;
}
