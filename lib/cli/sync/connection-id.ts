import { createHash } from "node:crypto";
import type { Json } from "@/connectors/sdk";

/** Of URLs in RFC 9562; any fixed one would do, but another one would make every connection a new one. */
const namespaceBytes = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** What makes a connection the same one from command to command. No secrets, and nothing that says how, only what. */
export interface ConnectionFacts {
  source: EndFacts;
  destination: EndFacts;
  namespace: string | null;
  prefix: string;
  normalization: string;
  /** Samples are a connection of their own. */
  sample: boolean;
}

export interface EndFacts {
  connector: string;
  identity: Json;
}

/**
 * A version 5 UUID of the facts, so that the same command finds its state in the destination again, from any machine:
 * the keys of objects count in any order, those of arrays in their own.
 */
export function connectionIdOf(facts: ConnectionFacts): string {
  return uuidV5(`sluice:${canonicalJson(facts as unknown as Json)}`);
}

export function uuidV5(name: string): string {
  const bytes = createHash("sha1").update(namespaceBytes).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
