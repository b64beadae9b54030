import { createHash, randomBytes } from "node:crypto";

/** Told by it from tokens of applications, and found by scanners of leaked secrets. */
const prefix = "sluice_key_";
const pattern = /^sluice_key_[\w-]{43}$/;

/** A new key: 256 random bits behind the prefix. */
export function generateKey(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** Whether a text has the form of a key; whether it is one only the database knows. */
export function isKeyText(text: string): boolean {
  return pattern.test(text);
}

/** How a key is stored: it is random, so that a fast hash tells nothing of it. */
export function hashOfKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
