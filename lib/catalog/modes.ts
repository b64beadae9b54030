import type { Stream, WriteMode } from "@/connectors/sdk";
import { partsOf, syncModes, type ModeParts, type SyncMode } from "@/lib/sync/modes";

/** The sync modes that the stream allows, and, where `writeModes` are given, that the destination carries out. */
export function offeredSyncModes(stream: Stream, writeModes?: readonly WriteMode[]): SyncMode[] {
  return syncModes.filter((syncMode) => {
    const { read, write } = partsOf({ syncMode });
    return canRead(stream, read) && (!writeModes || writeModes.includes(write));
  });
}

export function canRead(stream: Stream, read: ModeParts["read"]): boolean {
  return read === "incremental"
    ? stream.supports.incremental && (stream.cursorIsGiven || stream.cursorFields.length > 0)
    : stream.supports.fullRefresh;
}
