import { recordAudit } from "@/lib/audit/service";
import { assertRole } from "@/lib/auth/roles";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import type { ApiKeyView } from "./schema";
import { shownOfKey } from "./service";

/** Another member's keys in this workspace, as `listApiKeys` shows one's own. For admins and owners. */
export async function listMemberKeys(scope: Scope, userId: string, now = new Date()): Promise<ApiKeyView[]> {
  assertRole(scope, "admin");
  const keys = await db().apiKey.findMany({
    where: { workspaceId: scope.workspaceId, userId, revokedAt: null },
    select: shownOfKey,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return keys.map((key) => ({ ...key, isExpired: key.expiresAt <= now }));
}

/** Ends anybody's key in this workspace, at once and for good. For admins and owners. May be repeated. */
export async function revokeMemberKey(scope: Scope, id: string, now = new Date()): Promise<void> {
  assertRole(scope, "admin");
  const where = { id, workspaceId: scope.workspaceId };
  const key = await db().apiKey.findFirst({
    where,
    select: { name: true, user: { select: { name: true } } },
  });
  if (!key) throw new NotFoundError("API key", id);
  const { count } = await db().apiKey.updateMany({
    where: { ...where, revokedAt: null },
    data: { revokedAt: now },
  });
  const facts = { name: key.name, of: key.user.name };
  if (count > 0) await recordAudit(scope, { action: "api_key.revoked", subject: id, facts });
}
