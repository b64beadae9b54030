import type { RunKind } from "@/lib/db";

/** The runs that load the connection's own tables with what its source has: what they came to counts for the next one. */
export const loadingKinds: RunKind[] = ["sync", "refresh"];
