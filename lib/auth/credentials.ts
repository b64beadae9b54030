import { z } from "zod";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { withLockOut, type AttemptSubject } from "./lock-out";
import { verifyPassword } from "./password";

/** Addresses are compared without regard to case. */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email("Enter an e-mail address, for example owner@example.com."))
  .transform((email) => email.toLowerCase());

export const newPasswordSchema = z
  .string()
  .min(10, "Use at least 10 characters.")
  .max(1000, "Use at most 1,000 characters.");

export const signInSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, "Enter your password.").max(1000),
});

export interface SignedInUser {
  id: string;
  email: string;
  name: string;
  epoch: number;
}

/**
 * The user with these credentials. Throws `unauthenticated` for a wrong password as for an unknown address, with
 * the same work done, and `rate_limited` while the address or the client is locked out.
 */
export async function authenticate(
  input: z.input<typeof signInSchema>,
  address: string | undefined,
): Promise<SignedInUser> {
  const wrong = "This e-mail address and password do not belong together.";
  const parsed = signInSchema.safeParse(input);
  if (!parsed.success) throw new AppError("unauthenticated", wrong);
  const { email, password } = parsed.data;
  const subjects: AttemptSubject[] = [`email:${email}`, ...(address ? [`address:${address}` as const] : [])];
  const user = await withLockOut(subjects, async () => {
    const found = await db().user.findUnique({ where: { email } });
    return (await verifyPassword(password, found?.passwordHash)) ? found : null;
  });
  if (!user) throw new AppError("unauthenticated", wrong);
  return { id: user.id, email: user.email, name: user.name, epoch: user.sessionEpoch };
}
