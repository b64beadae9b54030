import { decode } from "next-auth/jwt";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import { secretKeys } from "@/lib/secrets/key";
import type { Scope } from "@/lib/workspaces/scope";
import type { Role } from "./roles";

export const sessionMaxAgeSeconds = 14 * 24 * 3600;

/** Who is signed in, and where. */
export interface Session {
  scope: Scope;
  user: { id: string; email: string; name: string; role: Role };
  workspace: { id: string; name: string };
}

/** What the cookie holds, encrypted. It is worth nothing once the user's epoch has been raised. */
export interface SessionClaims {
  userId: string;
  epoch: number;
}

/** Sessions are encrypted with a key of their own: changing the secret key signs everybody out. */
export function sessionSecret(): string {
  return secretKeys().current.derive("session/v1").toString("base64");
}

/** Two consoles on one host share their cookies, so the port is in the name. */
export function cookieNames(publicUrl: string = env().publicUrl) {
  const { protocol, port } = new URL(publicUrl);
  const prefix = protocol === "https:" ? "__Secure-" : "";
  const suffix = port === "" ? "" : `-${port}`;
  return {
    session: `${prefix}sluice-session${suffix}`,
    csrf: `${prefix}sluice-csrf${suffix}`,
    callback: `${prefix}sluice-callback${suffix}`,
  };
}

/** The session that a cookie's value stands for; null where it is forged, expired, ended, or its user is gone. */
export async function readSession(token: string | undefined): Promise<Session | null> {
  const claims = token ? await decodeClaims(token) : null;
  return claims && sessionOf(claims);
}

interface SessionRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  workspace_id: string;
  workspace_name: string;
}

/**
 * Null once the password has changed, all sessions were ended, or the user was removed. A person in several workspaces
 * is signed in to the earliest of them, as `ensureWorkspace` names the first. One look-up, as every page asks for it.
 */
export async function sessionOf({ userId, epoch }: SessionClaims): Promise<Session | null> {
  const { rows } = await pool().query<SessionRow>(
    `SELECT person.id, person.email, person.name, member.role, workspace.id AS workspace_id,
            workspace.name AS workspace_name
       FROM "user" AS person JOIN member ON member.user_id = person.id
            JOIN workspace ON workspace.id = member.workspace_id
      WHERE person.id = $1 AND person.session_epoch = $2
      ORDER BY workspace.created_at, workspace.id LIMIT 1`,
    [userId, epoch],
  );
  const [row] = rows;
  if (!row) return null;
  const { id, email, name, role } = row;
  return {
    scope: { workspaceId: row.workspace_id, actor: { kind: "user", id, role } },
    user: { id, email, name, role },
    workspace: { id: row.workspace_id, name: row.workspace_name },
  };
}

async function decodeClaims(token: string): Promise<SessionClaims | null> {
  // Whatever is wrong with a token, it is no session.
  const claims = await decode({ token, secret: sessionSecret() }).catch(() => null);
  if (!claims || typeof claims.sub !== "string" || typeof claims.epoch !== "number") return null;
  return { userId: claims.sub, epoch: claims.epoch };
}
