import { AppError } from "@/lib/errors";
import type { Actor, Scope } from "@/lib/workspaces/scope";

/** From the one that may most to the one that may least. */
export const roles = ["owner", "admin", "editor", "viewer"] as const;

/**
 * A viewer sees; an editor also sets up and runs; an admin also governs people, notifications, write policies and the
 * workspace; an owner also API applications and who is an owner. An application is made by an owner, or by the
 * environment at the first start, and stands in for one.
 */
export type Role = (typeof roles)[number];

const rank: Record<Role, number> = { viewer: 0, editor: 1, admin: 2, owner: 3 };

export function hasRole(actor: Actor, role: Role): boolean {
  switch (actor.kind) {
    case "user":
      return rank[actor.role] >= rank[role];
    case "application":
    case "system":
      return true;
  }
}

/** Throws `forbidden` where the actor's role is too low. */
export function assertRole(scope: Scope, role: Role): void {
  if (hasRole(scope.actor, role)) return;
  const message =
    scope.actor.kind === "user"
      ? `This needs the role ${role} in the workspace, and yours is ${scope.actor.role}. Ask an owner or admin.`
      : `This needs the role ${role} in the workspace.`;
  throw new AppError("forbidden", message);
}
