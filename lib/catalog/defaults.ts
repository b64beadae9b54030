import type { Stream, WriteMode } from "@/connectors/sdk";
import { offeredSyncModes } from "./modes";
import type { SyncMode } from "@/lib/sync/modes";
import type { ConfiguredStream } from "./schema";

/** From the most to the least wanted; deduplication needs a key besides. */
const preference: SyncMode[] = [
  "incremental_deduped_history",
  "full_refresh_overwrite",
  "full_refresh_append",
  "incremental_append",
];

/** What a new connection proposes for a stream; null where source and destination have no mode in common. */
export function defaultSyncMode(stream: Stream, writeModes: readonly WriteMode[]): SyncMode | null {
  const offered = offeredSyncModes(stream, writeModes);
  const hasKey = stream.primaryKey.length > 0 && stream.primaryKey.every((path) => path.length === 1);
  return (
    preference.find((mode) => offered.includes(mode) && (hasKey || mode !== "incremental_deduped_history")) ??
    null
  );
}

/** Every stream that can be moved at all, in `syncMode` where it can, otherwise in the mode proposed for it. */
export function configureAll(
  discovered: Stream[],
  writeModes: readonly WriteMode[],
  syncMode?: SyncMode,
): ConfiguredStream[] {
  return discovered.flatMap((stream) => {
    const wanted = syncMode && offeredSyncModes(stream, writeModes).includes(syncMode) ? syncMode : null;
    const mode = wanted ?? defaultSyncMode(stream, writeModes);
    return mode ? [configure(stream, mode)] : [];
  });
}

function configure(stream: Stream, syncMode: SyncMode): ConfiguredStream {
  return {
    ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
    name: stream.name,
    syncMode,
    cursorField: [],
    primaryKey: [],
  };
}
