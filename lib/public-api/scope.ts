import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";

/** A workspace named in a request must be the token's own; any other does not exist for it. */
export function requireOwnWorkspace(scope: Scope, workspaceId: string | undefined): void {
  if (workspaceId !== undefined && workspaceId !== scope.workspaceId) {
    throw new NotFoundError("workspace", workspaceId);
  }
}

/** Whether a list's filter lets the token's workspace through: without a filter it does. */
export function includesOwnWorkspace(scope: Scope, workspaceIds: string[] | undefined): boolean {
  return !workspaceIds?.length || workspaceIds.includes(scope.workspaceId);
}
