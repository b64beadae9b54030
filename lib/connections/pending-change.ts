import type { CatalogDiff } from "@/lib/catalog/diff";

/** A change of the source's schema that a run has found and a person must approve. */
export interface PendingChange {
  diff: CatalogDiff;
  /** What is asked, in words. */
  message: string;
}

/** As `holdForApproval` of lib/runs has stored it. */
export function readPendingChange(stored: unknown): PendingChange | null {
  return stored === null ? null : (stored as PendingChange);
}
