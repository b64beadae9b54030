import { createHmac } from "node:crypto";

/** A JSON web token (HS256) whose subject is the role, as Pulsar's token authentication reads it. */
export function mintToken(secret: Buffer, role: string, expiresAt?: Date): string {
  const expiry = expiresAt === undefined ? {} : { exp: Math.floor(expiresAt.getTime() / 1000) };
  const signed = `${encode({ alg: "HS256" })}.${encode({ sub: role, ...expiry })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
