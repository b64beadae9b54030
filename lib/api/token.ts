import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { secretKeys } from "@/lib/secrets/key";

export const tokenLifetimeSeconds = 15 * 60;

const issuer = "sluice";
const header = encode({ alg: "HS256", typ: "JWT" });

const claimsSchema = z.object({
  iss: z.string(),
  /** The application's id. Clients of Airbyte read `user_id`, too. */
  sub: z.uuid(),
  exp: z.int(),
});

/** A bearer token for an application: a JWT (HS256) good for 15 minutes. */
export function issueToken(applicationId: string, now = Date.now()): string {
  const iat = Math.floor(now / 1000);
  const claims = { iss: issuer, sub: applicationId, user_id: applicationId, iat };
  const body = `${header}.${encode({ ...claims, exp: iat + tokenLifetimeSeconds })}`;
  return `${body}.${sign(body).toString("base64url")}`;
}

/** The application a token was issued to; null where it is forged, expired, or for something else. */
export function readToken(token: string, now = Date.now()): { applicationId: string } | null {
  const [head, payload, signature, ...rest] = token.split(".");
  if (head !== header || payload === undefined || signature === undefined || rest.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  const expected = sign(`${head}.${payload}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  return claims.iss === issuer && claims.exp * 1000 > now ? { applicationId: claims.sub } : null;
}

function sign(body: string): Buffer {
  return createHmac("sha256", secretKeys().current.derive("api-token/v1")).update(body).digest();
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
