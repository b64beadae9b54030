import { z } from "zod";
import { recordAudit } from "@/lib/audit/service";
import { db } from "@/lib/db";
import { AppError, InvalidInputError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { newPasswordSchema } from "./credentials";
import { withLockOut } from "./lock-out";
import { hashPassword, verifyPassword } from "./password";

export const changePasswordInput = z.object({
  currentPassword: z.string().min(1, "Enter your current password.").max(1000),
  newPassword: newPasswordSchema,
});

/**
 * Changes the password of whoever is signed in and ends all their sessions, this one included: sign in anew with
 * the new one. A wrong current password counts towards the lock-out.
 */
export async function changePassword(
  scope: Scope,
  input: z.input<typeof changePasswordInput>,
): Promise<{ email: string }> {
  const { currentPassword, newPassword } = changePasswordInput.parse(input);
  if (scope.actor.kind !== "user") throw new AppError("forbidden", "Only people have a password.");
  const user = await db().user.findUniqueOrThrow({ where: { id: scope.actor.id } });
  const isRight = await withLockOut(
    [`email:${user.email}`],
    async () => (await verifyPassword(currentPassword, user.passwordHash)) || null,
  );
  if (!isRight) {
    throw new InvalidInputError("The password was not changed.", [
      { path: ["currentPassword"], message: "This is not your current password." },
    ]);
  }
  await db().user.update({
    where: { id: user.id },
    data: { passwordHash: await hashPassword(newPassword), sessionEpoch: { increment: 1 } },
  });
  await recordAudit(scope, { action: "account.password_changed", subject: user.id });
  return { email: user.email };
}
