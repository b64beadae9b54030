import { assertSameOrigin } from "@/lib/action/origin";
import { isKeyText } from "@/lib/api-keys/key-text";
import { verifyKey } from "@/lib/api-keys/verify-key";
import {
  findApiClient,
  verifyClient,
  type ApiClient,
  type ClientCredentials,
} from "@/lib/applications/verify-client";
import { clientAddress } from "@/lib/auth/client-address";
import { cookieNames, readSession } from "@/lib/auth/session-token";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { readToken } from "./token";

/**
 * Who calls a route: an application by its bearer token or by client id and secret, or a person by an API key (as
 * bearer token, or in the header `apikey`). Throws `unauthenticated` for nobody.
 */
export async function authenticateClient(headers: Headers): Promise<Scope> {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const token = bearer ?? headers.get("apikey") ?? undefined;
  if (token !== undefined && isKeyText(token)) return scopeOfKey(token);
  const client = token === undefined ? await clientOfBasic(headers) : await clientOfToken(token);
  return { workspaceId: client.workspaceId, actor: { kind: "application", id: client.applicationId } };
}

/** A client where the request carries credentials, else a page of the console. */
export function authenticateCaller(request: Request): Promise<Scope> {
  const { headers } = request;
  return headers.has("authorization") || headers.has("apikey")
    ? authenticateClient(headers)
    : authenticateSession(request);
}

/** Who calls a route from a page of the console. Requests that change something must come from our own origin. */
export async function authenticateSession(request: Request): Promise<Scope> {
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (!isReading) assertSameOrigin(request.headers, env().publicUrl);
  const session = await readSession(cookieOf(request.headers, cookieNames().session));
  if (!session) throw new AppError("unauthenticated", "Your session has ended. Sign in again.");
  return session.scope;
}

/** Client id and secret of a Basic header. */
export function basicCredentials(headers: Headers): ClientCredentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const [, clientId, clientSecret] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString()) ?? [];
  return clientId && clientSecret ? { clientId, clientSecret } : null;
}

async function scopeOfKey(key: string): Promise<Scope> {
  const found = await verifyKey(key);
  if (!found.valid) throw new AppError("unauthenticated", `${found.reason} Make a new one under Profile.`);
  const { workspaceId, userId: id, role, keyId } = found.holder;
  return { workspaceId, actor: { kind: "user", id, role, keyId } };
}

async function clientOfToken(token: string): Promise<ApiClient> {
  const claims = readToken(token);
  const client = claims && (await findApiClient(claims.applicationId));
  if (!client) {
    throw new AppError("unauthenticated", "The access token is expired or not valid. Get a new one.");
  }
  return client;
}

async function clientOfBasic(headers: Headers): Promise<ApiClient> {
  const credentials = basicCredentials(headers);
  if (credentials) return verifyClient(credentials, clientAddress(headers));
  throw new AppError(
    "unauthenticated",
    "Send an access token or API key (Authorization: Bearer …), or a client id and secret (Authorization: Basic …).",
  );
}

function cookieOf(headers: Headers, name: string): string | undefined {
  const cookies = headers.get("cookie")?.split(/; */) ?? [];
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}
