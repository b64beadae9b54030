import { offeredSyncModes } from "@/lib/catalog/modes";
import { defaultSyncMode } from "@/lib/catalog/defaults";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import type { SyncMode } from "@/lib/sync/modes";
import type { CreateConnectionInput } from "@/lib/connections/schema";
import type { Schedule } from "@/lib/connections/schedule";

/** A stream that the source offers, as the editor needs it. */
export interface OfferedStream {
  namespace?: string;
  name: string;
  fields: { name: string }[];
  primaryKey: string[][];
  cursorFields: string[];
  cursorIsGiven: boolean;
  /** What source and destination can do together. */
  modes: SyncMode[];
  /** What a new connection proposes; null: the two have no mode in common. */
  proposed: SyncMode | null;
}

export interface StreamDraft {
  isChosen: boolean;
  syncMode: SyncMode | null;
  cursor: string | null;
  key: string[];
  /** null: all fields, also those that appear later. */
  fields: string[] | null;
  /** What was chosen elsewhere (over the API) and is shown by no field here: kept as it is. */
  kept: KeptChoices;
}

type KeptChoices = Pick<
  ConfiguredStream,
  "destinationName" | "history" | "deletes" | "keepGenerations" | "mappers" | "arrays"
>;

export interface ConnectionDraft {
  name: string;
  streams: Record<string, StreamDraft>;
  schedule: Schedule;
  normalization: "raw" | "basic";
  namespaceDefinition: "source" | "destination" | "custom_format";
  namespaceFormat: string;
  prefix: string;
}

export const syncModeWords: Record<SyncMode, string> = {
  full_refresh_overwrite: "Full refresh | Overwrite",
  full_refresh_append: "Full refresh | Append",
  incremental_append: "Incremental | Append",
  incremental_deduped_history: "Incremental | Deduped",
};

type Discovered = Parameters<typeof offeredSyncModes>[0];

export function offer(stream: Discovered, writeModes: Parameters<typeof defaultSyncMode>[1]): OfferedStream {
  const { name, namespace, primaryKey, cursorFields, cursorIsGiven } = stream;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    primaryKey,
    cursorFields,
    cursorIsGiven,
    fields: stream.fields.map((field) => ({ name: field.name })),
    modes: offeredSyncModes(stream, writeModes),
    proposed: defaultSyncMode(stream, writeModes),
  };
}

export function keyOf(stream: { namespace?: string | undefined; name: string }): string {
  return JSON.stringify([stream.namespace ?? "", stream.name]);
}

/** How a stream starts out in a new connection, or stands in a stored one. */
export function draftOf(
  stream: OfferedStream,
  chosen: ConfiguredStream | undefined,
  isNew: boolean,
): StreamDraft {
  return {
    isChosen: chosen !== undefined || (isNew && stream.proposed !== null),
    syncMode: chosen?.syncMode ?? stream.proposed,
    cursor: chosen?.cursorField[0] ?? stream.cursorFields[0] ?? null,
    key: (chosen && chosen.primaryKey.length > 0 ? chosen.primaryKey : stream.primaryKey).map((path) =>
      path.join("."),
    ),
    fields: chosen?.selectedFields ?? null,
    kept: keptOf(chosen),
  };
}

function keptOf(chosen: ConfiguredStream | undefined): KeptChoices {
  if (!chosen) return {};
  const { destinationName, history, deletes, keepGenerations, mappers, arrays } = chosen;
  return { destinationName, history, deletes, keepGenerations, mappers, arrays };
}

export function usesCursor(mode: SyncMode | null): boolean {
  return mode === "incremental_append" || mode === "incremental_deduped_history";
}

export function usesKey(mode: SyncMode | null): boolean {
  return mode === "incremental_deduped_history";
}

/** What the service takes, in the order in which the source offers the streams. */
export function toSettings(
  draft: ConnectionDraft,
  offered: OfferedStream[],
): Omit<CreateConnectionInput, "sourceId" | "destinationId"> {
  const { name, schedule, normalization, namespaceDefinition, prefix } = draft;
  return {
    name,
    schedule,
    normalization,
    namespaceDefinition,
    namespaceFormat: namespaceDefinition === "custom_format" ? draft.namespaceFormat : null,
    prefix,
    streams: offered.flatMap((stream) => {
      const chosen = draft.streams[keyOf(stream)];
      return chosen?.isChosen && chosen.syncMode ? [configured(stream, chosen, chosen.syncMode)] : [];
    }),
  };
}

function configured(stream: OfferedStream, draft: StreamDraft, syncMode: SyncMode): ConfiguredStream {
  return {
    ...draft.kept,
    name: stream.name,
    ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
    syncMode,
    cursorField: usesCursor(syncMode) && draft.cursor && !stream.cursorIsGiven ? [draft.cursor] : [],
    primaryKey: usesKey(syncMode) ? draft.key.map((field) => [field]) : [],
    ...(draft.fields === null ? {} : { selectedFields: draft.fields }),
  };
}
