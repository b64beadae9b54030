import type { DeleteMode, SelectedStream, WriteMode } from "@/connectors/sdk";

/** The four ways to move a stream; the names are those of Airbyte's API. */
export const syncModes = [
  "full_refresh_overwrite",
  "full_refresh_append",
  "incremental_append",
  "incremental_deduped_history",
] as const;

export type SyncMode = (typeof syncModes)[number];

/** What is asked of the source and of the destination. */
export interface ModeParts {
  read: SelectedStream["mode"];
  write: WriteMode;
}

/**
 * What a choice comes to. Versions, marks and rows that stay need what is in the table already: a full refresh that
 * wants one of them is a merge of all that the source has, in place of a swap.
 */
export function partsOf(choice: {
  syncMode: SyncMode;
  history?: boolean | undefined;
  deletes?: DeleteMode | undefined;
}): ModeParts {
  switch (choice.syncMode) {
    case "full_refresh_overwrite": {
      const isMerged = choice.history === true || choice.deletes !== undefined;
      return { read: "full_refresh", write: isMerged ? "deduped" : "overwrite" };
    }
    case "full_refresh_append":
      return { read: "full_refresh", write: "append" };
    case "incremental_append":
      return { read: "incremental", write: "append" };
    case "incremental_deduped_history":
      return { read: "incremental", write: "deduped" };
  }
}
