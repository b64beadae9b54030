import { recordAudit } from "@/lib/audit/service";
import { db } from "@/lib/db";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { registerSecret } from "@/lib/secrets/redact";
import type { Scope } from "@/lib/workspaces/scope";
import { generateKey, hashOfKey } from "./key-text";
import { personOf } from "./person";
import { createApiKeyInput, type ApiKeyView, type CreateApiKeyInput, type CreatedApiKey } from "./schema";

const hourMs = 3_600_000;
/** Of a stored key, what may be shown. */
export const shownOfKey = {
  id: true,
  name: true,
  ending: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const;

/** The caller's own keys, newest first, also those that have expired; without those that were revoked. */
export async function listApiKeys(
  scope: Scope,
  { search = "", now = new Date() } = {},
): Promise<ApiKeyView[]> {
  const keys = await db().apiKey.findMany({
    where: {
      ...(await ownKeys(scope)),
      revokedAt: null,
      ...(search === "" ? {} : { name: { contains: escapeLike(search), mode: "insensitive" as const } }),
    },
    select: shownOfKey,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return keys.map((key) => ({ ...key, isExpired: key.expiresAt <= now }));
}

/** Makes a key of the caller's. It is in the answer and nowhere else. With a key, only one that ends no later is made. */
export async function createApiKey(
  scope: Scope,
  input: CreateApiKeyInput,
  now = new Date(),
): Promise<CreatedApiKey> {
  const { name, durationHours } = createApiKeyInput.parse(input);
  const expiresAt = new Date(now.getTime() + durationHours * hourMs);
  await refuseLongerThanOwn(scope, expiresAt);
  const key = generateKey();
  registerSecret(key);
  const stored = await db().apiKey.create({
    data: {
      ...(await ownKeys(scope)),
      name,
      keyHash: hashOfKey(key),
      ending: key.slice(-4),
      createdAt: now,
      expiresAt,
    },
    select: shownOfKey,
  });
  await recordAudit(scope, {
    action: "api_key.created",
    subject: stored.id,
    facts: { name, expiresAt: expiresAt.toISOString() },
  });
  return { ...stored, isExpired: false, key };
}

/** Ends a key of the caller's at once and for good. May be repeated. */
export async function revokeApiKey(scope: Scope, id: string, now = new Date()): Promise<void> {
  const where = { id, ...(await ownKeys(scope)) };
  const { count } = await db().apiKey.updateMany({
    where: { ...where, revokedAt: null },
    data: { revokedAt: now },
  });
  if (count > 0) return recordAudit(scope, { action: "api_key.revoked", subject: id });
  if ((await db().apiKey.count({ where })) === 0) throw new NotFoundError("API key", id);
}

/** Names have underscores, which would stand for any character. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

async function ownKeys(scope: Scope): Promise<{ workspaceId: string; userId: string }> {
  return { workspaceId: scope.workspaceId, userId: await personOf(scope) };
}

/** Else a key that has leaked for an hour would be good for years. */
async function refuseLongerThanOwn({ actor, workspaceId }: Scope, expiresAt: Date): Promise<void> {
  if (actor.kind !== "user" || actor.keyId === undefined) return;
  const own = await db().apiKey.findFirstOrThrow({ where: { id: actor.keyId, workspaceId } });
  if (own.expiresAt >= expiresAt) return;
  const message = `A key that is made with a key ends no later than that one, at ${own.expiresAt.toISOString()}.`;
  throw new InvalidInputError(message, [{ path: ["durationHours"], message }]);
}
