import { db } from "@/lib/db";
import { AppError, ConflictError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";

/**
 * Whose keys a caller makes and lists. A key belongs to a person: a user's are the user's own; an application, which an
 * owner has made, acts for the workspace's first owner.
 */
export async function personOf(scope: Scope): Promise<string> {
  switch (scope.actor.kind) {
    case "user":
      return scope.actor.id;
    case "application":
      return firstOwnerOf(scope.workspaceId);
    case "system":
      throw new AppError("forbidden", "A key belongs to a person, and no person has asked.");
  }
}

async function firstOwnerOf(workspaceId: string): Promise<string> {
  const owner = await db().member.findFirst({
    where: { workspaceId, role: "owner" },
    orderBy: [{ user: { createdAt: "asc" } }, { userId: "asc" }],
    select: { userId: true },
  });
  if (owner) return owner.userId;
  throw new ConflictError(
    "A key belongs to a person, and this workspace has no owner yet: set one up first.",
  );
}
