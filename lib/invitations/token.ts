import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, as a part of an address. */
export function generateToken(): string {
  return randomBytes(32).toString("base64url");
}

/** How a token is stored: it is random, so that a fast hash tells nothing of it. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
