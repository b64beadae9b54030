import { createHmac, randomBytes } from "node:crypto";
import { withLockOut, type AttemptSubject } from "@/lib/auth/lock-out";
import { verifyPassword } from "@/lib/auth/password";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** An API application that has shown who it is. */
export interface ApiClient {
  applicationId: string;
  workspaceId: string;
}

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

const maxIdLength = 200;
const rememberedMs = 10 * 60_000;
const maxRemembered = 1000;
const usedAgainAfterMs = 60_000;

/** Clients send their secret with every request; hashing it each time would cost them 0.1 s. */
const remembered = new Map<string, number>();
const rememberKey = randomBytes(32);

/**
 * The application with these credentials. Throws `unauthenticated` for a wrong secret as for an unknown id, with
 * the same work done, and `rate_limited` while the client id or the address is locked out. A client that was right
 * within the last minutes is not hindered by others' guesses.
 */
export async function verifyClient(
  { clientId, clientSecret }: ClientCredentials,
  address: string | undefined,
): Promise<ApiClient> {
  const application =
    clientId.length <= maxIdLength ? await db().application.findUnique({ where: { clientId } }) : null;
  const proof = proofOf(application?.secretHash ?? "", clientSecret);
  if (!application || !isRemembered(proof)) {
    const subjects: AttemptSubject[] = [
      `client:${clientId.slice(0, maxIdLength)}`,
      ...(address ? [`address:${address}` as const] : []),
    ];
    const isRight = await withLockOut(
      subjects,
      async () => (await verifyPassword(clientSecret, application?.secretHash)) || null,
    );
    if (!isRight || !application) throw new AppError("unauthenticated", "The client id or secret is wrong.");
    remember(proof);
  }
  await markUsed(application.id, application.lastUsedAt);
  return { applicationId: application.id, workspaceId: application.workspaceId };
}

/** The application a token was issued to; null once it is deleted. */
export async function findApiClient(applicationId: string): Promise<ApiClient | null> {
  const application = await db().application.findUnique({
    where: { id: applicationId },
    select: { id: true, workspaceId: true },
  });
  return application && { applicationId: application.id, workspaceId: application.workspaceId };
}

/** Bound to the stored hash: when that changes, nothing is remembered. */
function proofOf(secretHash: string, clientSecret: string): string {
  return createHmac("sha256", rememberKey).update(`${secretHash}\0${clientSecret}`).digest("base64");
}

function isRemembered(proof: string): boolean {
  return (remembered.get(proof) ?? 0) > Date.now();
}

function remember(proof: string): void {
  for (const oldest of remembered.keys()) {
    if (remembered.size < maxRemembered) break;
    remembered.delete(oldest);
  }
  remembered.set(proof, Date.now() + rememberedMs);
}

async function markUsed(id: string, lastUsedAt: Date | null): Promise<void> {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < usedAgainAfterMs) return;
  await db().application.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}
