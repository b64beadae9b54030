import type { Json, JsonObject } from "@/connectors/sdk";
import { secretMask } from "@/lib/secrets/config";

export interface StoredConfig {
  id: string;
  /** Without the masks. */
  config: JsonObject;
  /** Where a secret is stored. */
  secrets: (string | number)[][];
}

/** A stored configuration as a form takes it: the masked places apart from the rest. */
export function storedSecretPaths(actor: { id: string; config: JsonObject }): StoredConfig {
  const secrets: StoredConfig["secrets"] = [];
  const config = withoutMasks(actor.config, [], secrets) as JsonObject;
  return { id: actor.id, config, secrets };
}

function withoutMasks(node: Json, at: (string | number)[], found: StoredConfig["secrets"]): Json {
  if (Array.isArray(node)) return node.map((child, index) => withoutMasks(child, [...at, index], found));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, child]): [string, Json][] => {
      if (child !== secretMask) return [[key, withoutMasks(child, [...at, key], found)]];
      found.push([...at, key]);
      return [];
    }),
  );
}
