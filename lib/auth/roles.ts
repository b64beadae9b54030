import { AppError } from "@/lib/errors";
import type { Actor, Scope } from "@/lib/workspaces/scope";

/**
 * A reader sees, an editor sets up and runs, an owner also governs people, API applications, write policies and the
 * workspace. An application is made by an owner, or by the environment at the first start, and stands in for one.
 */
export type Role = Extract<Actor, { kind: "user" }>["role"];

const rank: Record<Role, number> = { reader: 0, editor: 1, owner: 2 };

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
  const article = role === "reader" ? "a" : "an";
  throw new AppError("forbidden", `Only ${article} ${role} of this workspace may do this.`);
}
