import "server-only";
import { cookies, headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import type { Scope } from "@/lib/workspaces/scope";
import { pathHeader, safeCallbackPath } from "./callback-path";
import { hasRole, type Role } from "./roles";
import { cookieNames, readSession, type Session } from "./session-token";

/** Who is signed in; null for nobody. Read once per request, against the database. */
export const currentSession = cache(async (): Promise<Session | null> =>
  readSession((await cookies()).get(cookieNames().session)?.value),
);

export async function currentScope(): Promise<Scope | null> {
  return (await currentSession())?.scope ?? null;
}

/** For pages: sends visitors who are not signed in to the sign-in page, and back afterwards. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  const path = safeCallbackPath((await headers()).get(pathHeader));
  redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}

/** For pages: the scope of whoever is signed in. Every page calls it itself, since a layout is not run anew. */
export async function requireScope(): Promise<Scope> {
  return (await requireSession()).scope;
}

/**
 * For pages that are not for everybody: where the role is too low, the nearest `forbidden.tsx` is shown, which says what
 * role is needed.
 */
export async function requireRole(role: Role): Promise<Scope> {
  const scope = await requireScope();
  if (!hasRole(scope.actor, role)) forbidden();
  return scope;
}
