import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { db, type Prisma } from "@/lib/db";
import { env, type Env } from "@/lib/env";
import { AppError, ConflictError } from "@/lib/errors";
import { ensureWorkspaceIn, withFirstStartLock } from "@/lib/workspaces/service";
import { emailSchema, newPasswordSchema } from "./credentials";
import { hashPassword } from "./password";

const linkLifetimeMs = 24 * 3_600_000;

export const firstOwnerInput = z.object({
  token: z.string(),
  name: z.string().trim().min(1, "Enter your name.").max(100, "Use at most 100 characters."),
  email: emailSchema,
  password: newPasswordSchema,
});

/**
 * The address of the page that makes the first owner, good for 24 h and for one use; null once there is a user.
 * A new link replaces the one before.
 */
export async function createSetupLink(now = Date.now()): Promise<string | null> {
  const token = randomBytes(32).toString("base64url");
  const link = {
    tokenHash: hashOf(token),
    createdAt: new Date(now),
    expiresAt: new Date(now + linkLifetimeMs),
  };
  const isCreated = await withFirstStartLock(async (transaction) => {
    if ((await transaction.user.count()) > 0) return false;
    await transaction.setupLink.deleteMany();
    await transaction.setupLink.create({ data: link });
    return true;
  });
  return isCreated ? `${env().publicUrl}/set-up/${token}` : null;
}

/** Whether anybody can sign in. */
export async function hasOwner(): Promise<boolean> {
  return (await db().user.count()) > 0;
}

export type SetupLinkState = "open" | "gone" | "finished";

/** Whether the link still leads somewhere: "finished" once there is an owner, "gone" where it is used, old or wrong. */
export async function readSetupLink(token: string, now = Date.now()): Promise<SetupLinkState> {
  if (await hasOwner()) return "finished";
  const link = await db().setupLink.findUnique({ where: { tokenHash: hashOf(token) } });
  return link && !link.usedAt && link.expiresAt.getTime() > now ? "open" : "gone";
}

/**
 * Makes the first owner through a set-up link. Happens at most once: of two at the same moment one gets a
 * `conflict`. A link that is used, old or wrong is `not_found`.
 */
export async function createFirstOwner(
  input: z.input<typeof firstOwnerInput>,
  now = Date.now(),
): Promise<{ email: string }> {
  const { token, password, ...person } = firstOwnerInput.parse(input);
  const passwordHash = await hashPassword(password);
  return withFirstStartLock(async (transaction) => {
    if ((await transaction.user.count()) > 0) {
      throw new ConflictError("This console has its owner already. Sign in instead.");
    }
    const used = await transaction.setupLink.updateMany({
      where: { tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: new Date(now) } },
      data: { usedAt: new Date(now) },
    });
    if (used.count === 0) {
      throw new AppError(
        "not_found",
        "This set-up link is used, too old or wrong. Start Sluice anew for another.",
      );
    }
    await createOwnerIn(transaction, { ...person, passwordHash });
    return { email: person.email };
  });
}

type FirstStartSettings = Pick<
  Env,
  "SLUICE_OWNER_EMAIL" | "SLUICE_OWNER_PASSWORD" | "SLUICE_CLIENT_ID" | "SLUICE_CLIENT_SECRET"
>;

/**
 * Unattended set-up: makes the owner and the API application that the environment names, while there is neither
 * any user nor any application. Called at every start; later starts change nothing, so a changed password stays.
 */
export async function ensureOwnerFromEnv(
  settings: FirstStartSettings = env(),
): Promise<{ created: boolean }> {
  const { SLUICE_OWNER_EMAIL: email, SLUICE_OWNER_PASSWORD: password } = settings;
  const { SLUICE_CLIENT_ID: clientId, SLUICE_CLIENT_SECRET: clientSecret } = settings;
  const isWanted = Boolean(email && password) || Boolean(clientId && clientSecret);
  if (!isWanted || (await isSetUp(db()))) return { created: false };
  const passwordHash = password && (await hashPassword(password));
  const secretHash = clientSecret && (await hashPassword(clientSecret));
  return withFirstStartLock(async (transaction) => {
    if (await isSetUp(transaction)) return { created: false };
    const { id: workspaceId } = await ensureWorkspaceIn(transaction);
    if (email && passwordHash) {
      const address = emailSchema.parse(email);
      await createOwnerIn(transaction, {
        name: address.split("@")[0] ?? address,
        email: address,
        passwordHash,
      });
    }
    if (clientId && secretHash) {
      const data = { workspaceId, name: "From the environment", clientId, secretHash };
      await transaction.application.create({ data });
    }
    return { created: true };
  });
}

async function isSetUp(client: Prisma.TransactionClient): Promise<boolean> {
  return (await client.user.count()) > 0 || (await client.application.count()) > 0;
}

async function createOwnerIn(
  transaction: Prisma.TransactionClient,
  person: { name: string; email: string; passwordHash: string },
): Promise<void> {
  const { id: workspaceId } = await ensureWorkspaceIn(transaction);
  await transaction.user.create({ data: { ...person, members: { create: { workspaceId, role: "owner" } } } });
  await transaction.setupLink.deleteMany();
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
