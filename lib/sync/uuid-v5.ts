import { createHash } from "node:crypto";

/** Of URLs in RFC 9562; any fixed one would do, but another one would make every connection a new one. */
const namespaceBytes = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** The same name gives the same id, on any machine. */
export function uuidV5(name: string): string {
  const bytes = createHash("sha1").update(namespaceBytes).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
