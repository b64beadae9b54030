import type { Json } from "@/connectors/sdk";
import { uuidV5 } from "@/lib/sync/uuid-v5";

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

function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
