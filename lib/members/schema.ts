import { z } from "zod";
import { roles, type Role } from "@/lib/auth/roles";

export const roleSchema = z.enum(roles, { error: "Choose owner, admin, editor or viewer." });

export const changeRoleInput = z.object({ userId: z.uuid(), role: roleSchema });

export const memberIdInput = z.object({ userId: z.uuid() });

/** A member as the settings show one. */
export interface MembershipView {
  userId: string;
  name: string;
  email: string;
  role: Role;
  joinedAt: Date;
  /** Of the person's keys in this workspace, those that are good. */
  keyCount: number;
  /** When any of the person's keys in this workspace was last used, to the minute. */
  lastKeyUseAt: Date | null;
}
