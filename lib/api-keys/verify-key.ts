import type { Role } from "@/lib/auth/roles";
import { pool } from "@/lib/db";
import { registerSecret } from "@/lib/secrets/redact";
import { hashOfKey, isKeyText } from "./key-text";

/** Whom a key was made for, and where. */
export interface KeyOrigin {
  keyId: string;
  workspaceId: string;
  userId: string;
  email: string;
}

/** A person who holds a good key, with role and tags as the membership has them at this moment. */
export interface KeyHolder extends KeyOrigin {
  role: Role;
  /** The member's own ones. */
  tags: string[];
}

/** Good, or why not; `origin` is null where there is no such key. */
export type VerifiedKey =
  { valid: true; holder: KeyHolder } | { valid: false; reason: string; origin: KeyOrigin | null };

const usedAgainAfterMs = 60_000;

interface Row {
  id: string;
  workspace_id: string;
  user_id: string;
  email: string;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
  role: Role | null;
  tags: string[] | null;
}

/** Looks a key up, in one query; where it is good, notes that it was used, at most once a minute. */
export async function verifyKey(key: string, now = new Date()): Promise<VerifiedKey> {
  const row = isKeyText(key) ? await findRow(hashOfKey(key)) : undefined;
  if (!row) return { valid: false, reason: "There is no such key.", origin: null };
  const { role, tags, email } = row;
  const origin = { keyId: row.id, workspaceId: row.workspace_id, userId: row.user_id, email };
  const refused = refusalOf(row, now);
  if (refused !== null) return { valid: false, reason: refused, origin };
  if (role === null) {
    return { valid: false, reason: "The key's person is no member of its workspace any more.", origin };
  }
  registerSecret(key);
  await markUsed(row, now);
  return { valid: true, holder: { ...origin, role, tags: tags ?? [] } };
}

async function findRow(keyHash: string): Promise<Row | undefined> {
  const { rows } = await pool().query<Row>(
    `SELECT key.id, key.workspace_id, key.user_id, person.email, key.expires_at, key.revoked_at, key.last_used_at,
            member.role, member.tags
       FROM api_key key JOIN "user" person ON person.id = key.user_id
       LEFT JOIN member ON member.workspace_id = key.workspace_id AND member.user_id = key.user_id
      WHERE key.key_hash = $1`,
    [keyHash],
  );
  return rows[0];
}

function refusalOf({ revoked_at: revokedAt, expires_at: expiresAt }: Row, now: Date): string | null {
  if (revokedAt) return `The key was revoked at ${revokedAt.toISOString()}.`;
  if (expiresAt <= now) return `The key expired at ${expiresAt.toISOString()}.`;
  return null;
}

async function markUsed({ id, last_used_at: last }: Row, now: Date): Promise<void> {
  if (last && now.getTime() - last.getTime() < usedAgainAfterMs) return;
  await pool().query(
    "UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
    [id, now],
  );
}
