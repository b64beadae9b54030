import { roles, type Role } from "@/lib/auth/roles";

/** Who would change whom. */
export interface RoleChange {
  /** Of the one who changes. */
  own: Role;
  /** Of the member that is changed. */
  target: Role;
  isSelf: boolean;
}

/** The roles that may be given to a member, the present one among them; none where nothing may be changed. */
export function rolesToGive({ own, target, isSelf }: RoleChange): Role[] {
  if (!mayInvite(own) || (target === "owner" && own !== "owner")) return [];
  return rolesToInvite(own).filter((role) => !isSelf || rank(role) <= rank(own));
}

/** The roles that somebody may invite to, or give to another member who is no owner. */
export function rolesToInvite(own: Role): Role[] {
  if (!mayInvite(own)) return [];
  return roles.filter((role) => role !== "owner" || own === "owner");
}

/** Why a member may not be removed; null where it may. */
export function refusalOfRemoval({ own, target }: RoleChange): string | null {
  if (!mayInvite(own)) return "Only owners and admins remove members.";
  return target === "owner" && own !== "owner" ? "Only an owner removes an owner." : null;
}

/** Why a member's role may not become this one; null where it may. */
export function refusalOfRole(change: RoleChange, next: Role): string | null {
  if (rolesToGive(change).includes(next)) return null;
  if (!mayInvite(change.own)) return "Only owners and admins change roles.";
  if (change.isSelf) return `You cannot raise your own role from ${change.own} to ${next}.`;
  return "Only an owner makes or unmakes an owner.";
}

function mayInvite(own: Role): boolean {
  return own === "owner" || own === "admin";
}

/** Higher may more. */
function rank(role: Role): number {
  return roles.length - roles.indexOf(role);
}
