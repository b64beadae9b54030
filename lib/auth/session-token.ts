import { decode } from "next-auth/jwt";
import { db, type Prisma } from "@/lib/db";
import { env } from "@/lib/env";
import { secretKeys } from "@/lib/secrets/key";
import type { Scope } from "@/lib/workspaces/scope";
import type { Role } from "./roles";

export const sessionMaxAgeSeconds = 14 * 24 * 3600;

/** A person in several workspaces is signed in to the earliest of them, as `ensureWorkspace` names the first. */
const earliestWorkspace: Prisma.MemberOrderByWithRelationInput[] = [
  { workspace: { createdAt: "asc" } },
  { workspaceId: "asc" },
];

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

/** Null once the password has changed, all sessions were ended, or the user was removed. */
export async function sessionOf({ userId, epoch }: SessionClaims): Promise<Session | null> {
  const user = await db().user.findUnique({
    where: { id: userId },
    include: { members: { include: { workspace: true }, orderBy: earliestWorkspace } },
  });
  if (!user || user.sessionEpoch !== epoch) return null;
  const [member] = user.members;
  if (!member) return null;
  const { id, email, name } = user;
  return {
    scope: { workspaceId: member.workspaceId, actor: { kind: "user", id, role: member.role } },
    user: { id, email, name, role: member.role },
    workspace: { id: member.workspaceId, name: member.workspace.name },
  };
}

async function decodeClaims(token: string): Promise<SessionClaims | null> {
  // Whatever is wrong with a token, it is no session.
  const claims = await decode({ token, secret: sessionSecret() }).catch(() => null);
  if (!claims || typeof claims.sub !== "string" || typeof claims.epoch !== "number") return null;
  return { userId: claims.sub, epoch: claims.epoch };
}
