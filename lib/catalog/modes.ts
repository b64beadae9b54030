import type { Stream, WriteMode } from "@/connectors/sdk";
import { syncModes, type SyncMode } from "./schema";

export interface SyncModeParts {
  read: "full_refresh" | "incremental";
  write: WriteMode;
}

/** What a sync mode asks of the source and of the destination. */
export function partsOf(mode: SyncMode): SyncModeParts {
  switch (mode) {
    case "full_refresh_overwrite":
      return { read: "full_refresh", write: "overwrite" };
    case "full_refresh_append":
      return { read: "full_refresh", write: "append" };
    case "incremental_append":
      return { read: "incremental", write: "append" };
    case "incremental_deduped_history":
      return { read: "incremental", write: "deduped" };
  }
}

/** The sync modes that the stream allows, and, where `writeModes` are given, that the destination carries out. */
export function offeredSyncModes(stream: Stream, writeModes?: readonly WriteMode[]): SyncMode[] {
  return syncModes.filter((mode) => {
    const { read, write } = partsOf(mode);
    return canRead(stream, read) && (!writeModes || writeModes.includes(write));
  });
}

export function canRead(stream: Stream, read: SyncModeParts["read"]): boolean {
  return read === "incremental"
    ? stream.supports.incremental && (stream.cursorIsGiven || stream.cursorFields.length > 0)
    : stream.supports.fullRefresh;
}
