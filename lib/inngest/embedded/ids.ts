import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: sorts by time, unique across processes. */
export function createId(nowMs: number): string {
  return encode(nowMs, randomBytes(10));
}

/** The same ULID for the same seed and index, so that a send that is repeated after a lost answer stores nothing twice. */
export function createSeededId(seed: string, index: number, nowMs: number): string {
  const seededMs = Number.parseInt(seed, 10);
  const bytes = createHash("sha256").update(`${seed}:${index}`).digest();
  return encode(Number.isSafeInteger(seededMs) && seededMs > 0 ? seededMs : nowMs, bytes.subarray(0, 10));
}

/** A short, fixed-length stand-in for a text of any length. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function encode(timeMs: number, random: Uint8Array): string {
  let value = (BigInt(Math.floor(timeMs)) << 80n) | BigInt(`0x${Buffer.from(random).toString("hex")}`);
  let text = "";
  for (let digit = 0; digit < 26; digit += 1) {
    text = alphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}
