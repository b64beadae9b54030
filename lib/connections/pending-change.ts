import type { CatalogDiff } from "@/lib/catalog/diff";

/** A change of the source's schema that a run has found and a person must approve. */
export interface PendingChange {
  diff: CatalogDiff;
  /** What is asked, in words. */
  message: string;
}

/** Whether the connection can go on without it: nothing that it moves has gone away or become another. */
export function canDecline({ diff }: PendingChange): boolean {
  return diff.changed.every(
    ({ removedFields, changedFields, keyChanged }) =>
      removedFields.length + changedFields.length === 0 && !keyChanged,
  );
}

/** As `holdForApproval` of lib/runs has stored it. */
export function readPendingChange(stored: unknown): PendingChange | null {
  return stored === null ? null : (stored as PendingChange);
}
