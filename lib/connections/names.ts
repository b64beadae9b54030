import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";

/** All connections of the workspace for a picker, by name. */
export function listConnectionNames(scope: Scope): Promise<{ id: string; name: string }[]> {
  return db().connection.findMany({
    where: { workspaceId: scope.workspaceId },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}
