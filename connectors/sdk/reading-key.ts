import { createHash } from "node:crypto";

/**
 * A short text for what decides about rows besides the data itself: the part of the configuration that does, a list of what is
 * read next. Another one for anything else; the same whatever the order of keys in objects. JSON alone counts.
 * For positions, which have little room.
 */
export function readingKey(...facts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(facts, sortedKeys)).digest("base64url").slice(0, 22);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
