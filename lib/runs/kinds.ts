import type { RunKind } from "@/lib/db";

/** The runs that load the connection's own tables with what its source has: what they came to counts for the next one. */
export const loadingKinds: RunKind[] = ["sync", "refresh"];

/** The runs that move no feed: they compare what is there, and mend it perhaps. */
export function isInspection(kind: RunKind): boolean {
  return kind === "verify" || kind === "repair";
}

/** The runs that work on what the tables show, in the generation that is there. */
export function staysInPlace(kind: RunKind): boolean {
  return kind === "replay" || isInspection(kind);
}

/** The runs that bring rows to the columns of the connection's own tables, or look for them there. */
export function fitsColumns(kind: RunKind): boolean {
  return loadingKinds.includes(kind) || staysInPlace(kind);
}

/** The runs by which rows of others in the connection's own tables could be lost, or be lost to. */
export function needsSoleTables(kind: RunKind): boolean {
  return loadingKinds.includes(kind) || kind === "repair" || kind === "clear";
}
