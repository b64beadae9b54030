import { z } from "zod";
import { emailSchema, newPasswordSchema } from "@/lib/auth/credentials";
import type { Role } from "@/lib/auth/roles";
import { roleSchema } from "@/lib/members/schema";

const maxDays = 30;

export const invitationInput = z.object({
  role: roleSchema,
  /** Whom it is for: nobody else can use it. Absent or empty: whoever has the link. */
  email: z.union([z.literal("").transform(() => null), emailSchema]).nullish(),
  days: z
    .int("Give a whole number of days.")
    .min(1, "A link is good for at least 1 day.")
    .max(maxDays, `A link is good for at most ${maxDays} days.`)
    .default(7),
});

export type InvitationInput = z.input<typeof invitationInput>;

export const invitationIdInput = z.object({ invitationId: z.uuid() });

const tokenSchema = z.string().max(200);

export const joinInput = z.object({ token: tokenSchema });

export const joinAsNewInput = z.object({
  token: tokenSchema,
  name: z.string().trim().min(1, "Enter your name.").max(100, "Use at most 100 characters."),
  email: emailSchema,
  password: newPasswordSchema,
});

export const joinWithAccountInput = z.object({
  token: tokenSchema,
  email: z.string().trim().min(1, "Enter your e-mail address.").max(254),
  password: z.string().min(1, "Enter your password.").max(1000),
});

/** An invitation as the settings show it: never its link. */
export interface InvitationView {
  id: string;
  role: Role;
  email: string | null;
  /** The name of the member who invited; null for programs and for who has left. */
  invitedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** What only the one who has just invited sees; afterwards only a hash of the link's token is left. */
export interface CreatedInvitation extends InvitationView {
  url: string;
}
