import { refusalOf, type DestinationFacts } from "@/lib/catalog/refusal";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import type { OfferedStream as Offered } from "@/lib/connections/offer";
import type { Schedule } from "@/lib/connections/schedule";
import type { CreateConnectionInput } from "@/lib/connections/schema";
import type { Mapper } from "@/lib/normalization/shape/mappers";
import { syncModes, type SyncMode } from "@/lib/sync/modes";
import { streamKey } from "@/lib/sync/stream-key";
import * as text from "@/text/connection-setup";

export { streamKey as keyOf };

export interface OfferedStream extends Offered {
  /** Chosen once; the source does not offer it any more. */
  isGone?: true;
}

export interface StreamDraft {
  isChosen: boolean;
  syncMode: SyncMode | null;
  cursor: string | null;
  /** Paths, outermost field first. */
  key: string[][];
  /** null: all fields, also those that appear later. */
  fields: string[] | null;
  /** The table's own name; "": prefix and stream name. */
  destinationName: string;
  /** null: as the sync mode has it. */
  history: boolean | null;
  /** null: rows that are gone at the source are removed. */
  deletes: "ignore" | "soft" | "hard" | null;
  keepGenerations: number;
  mappers: Mapper[];
  arrays: "json" | "tables";
}

/** By `keyOf`. */
export type StreamDrafts = Record<string, StreamDraft>;

export interface ConnectionDraft {
  name: string;
  streams: StreamDrafts;
  schedule: Schedule;
  normalization: "raw" | "basic";
  namespaceDefinition: "source" | "destination" | "custom_format";
  namespaceFormat: string;
  prefix: string;
}

export const syncModeWords: Record<SyncMode, string> = text.syncModes;

/** How a stream starts out in a new connection, or stands in a stored one. */
function draftOf(stream: OfferedStream, chosen: ConfiguredStream | undefined, isNew: boolean): StreamDraft {
  return {
    isChosen: chosen !== undefined || (isNew && stream.proposed !== null),
    syncMode: chosen?.syncMode ?? stream.proposed,
    cursor: chosen?.cursorField[0] ?? stream.cursorFields[0] ?? null,
    key: chosen && chosen.primaryKey.length > 0 ? chosen.primaryKey : stream.primaryKey,
    fields: chosen?.selectedFields ?? null,
    destinationName: chosen?.destinationName ?? "",
    history: chosen?.history ?? null,
    deletes: chosen?.deletes ?? null,
    keepGenerations: chosen?.keepGenerations ?? 0,
    mappers: chosen?.mappers ?? [],
    arrays: chosen?.arrays ?? "json",
  };
}

/** All that is offered, then what was chosen and is gone. */
export function withGone(offered: OfferedStream[], chosen: ConfiguredStream[]): OfferedStream[] {
  const there = new Set(offered.map(streamKey));
  return [...offered, ...chosen.filter((stream) => !there.has(streamKey(stream))).map(goneStream)];
}

function goneStream({ namespace, name, selectedFields = [] }: ConfiguredStream): OfferedStream {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    name,
    fields: selectedFields.map((field) => ({ name: field, type: null, canBeKey: false })),
    primaryKey: [],
    cursorFields: [],
    cursorIsGiven: false,
    supports: { fullRefresh: false, incremental: false },
    proposed: null,
    isGone: true,
  };
}

export function draftsOf(offered: OfferedStream[], chosen: ConfiguredStream[], isNew: boolean): StreamDrafts {
  const choices = new Map(chosen.map((stream) => [streamKey(stream), stream]));
  return Object.fromEntries(
    offered.map((stream) => [streamKey(stream), draftOf(stream, choices.get(streamKey(stream)), isNew)]),
  );
}

/** The streams and drafts after the source was asked anew: what was chosen stays, what is new waits to be chosen. */
export function afterRefresh(
  before: { offered: OfferedStream[]; streams: StreamDrafts },
  found: Offered[],
): { offered: OfferedStream[]; streams: StreamDrafts } {
  const there = new Set(found.map(streamKey));
  const gone = before.offered.filter((stream) => {
    const key = streamKey(stream);
    return !there.has(key) && before.streams[key]?.isChosen;
  });
  const offered: OfferedStream[] = [
    ...found,
    ...gone.map((stream) => ({ ...stream, isGone: true as const })),
  ];
  const streams = offered.map((stream) => {
    const key = streamKey(stream);
    return [key, before.streams[key] ?? draftOf(stream, undefined, false)] as const;
  });
  return { offered, streams: Object.fromEntries(streams) };
}

/** Fields that the choice needs and the stream does not have (any more). */
export function lostFields(stream: OfferedStream, draft: StreamDraft): string[] {
  const there = new Set(stream.fields.map((field) => field.name));
  const needed = [
    ...(usesCursor(draft.syncMode) && draft.cursor && !stream.cursorIsGiven ? [draft.cursor] : []),
    ...(usesKey(draft) ? draft.key.flatMap(([field = ""]) => field) : []),
    ...(draft.fields ?? []),
  ];
  return [...new Set(needed.filter((field) => !there.has(field)))];
}

export function usesCursor(mode: SyncMode | null): boolean {
  return mode === "incremental_append" || mode === "incremental_deduped_history";
}

/** A full refresh that keeps or marks rows merges them by key, too. */
export function usesKey({ syncMode, history, deletes }: StreamDraft): boolean {
  if (syncMode === "incremental_deduped_history") return true;
  return syncMode === "full_refresh_overwrite" && (history === true || deletes !== null);
}

/** Fields that cannot be left out: rows are told apart or ordered by them. */
export function neededFields(stream: OfferedStream, draft: StreamDraft): Set<string> {
  return new Set([
    ...(usesCursor(draft.syncMode) && draft.cursor && !stream.cursorIsGiven ? [draft.cursor] : []),
    ...(usesKey(draft) ? draft.key.flatMap(([field = ""]) => field) : []),
  ]);
}

export function canBeChosen(stream: OfferedStream): boolean {
  return stream.proposed !== null;
}

/** The same drafts but for one stream; what is not touched keeps its identity, so that it is not drawn anew. */
export function changeStream(streams: StreamDrafts, key: string, change: Partial<StreamDraft>): StreamDrafts {
  const before = streams[key];
  return before ? { ...streams, [key]: { ...before, ...change } } : streams;
}

/** One change of many streams; returns how many took it, because not every stream can. */
export type BulkChange =
  | { type: "choose"; isChosen: boolean }
  | { type: "mode"; syncMode: SyncMode }
  | { type: "cursor"; field: string }
  | { type: "key"; field: string }
  | { type: "fields" }
  | { type: "rename"; before: string; behind: string };

export function changeMany(
  streams: StreamDrafts,
  targets: OfferedStream[],
  change: BulkChange,
  destination: DestinationFacts,
): { streams: StreamDrafts; changed: number } {
  const next = { ...streams };
  let changed = 0;
  for (const stream of targets) {
    const key = streamKey(stream);
    const before = streams[key];
    const part = before && bulkPart(stream, change, destination);
    if (!before || !part) continue;
    next[key] = { ...before, ...part };
    changed++;
  }
  return { streams: next, changed };
}

function bulkPart(
  stream: OfferedStream,
  change: BulkChange,
  destination: DestinationFacts,
): Partial<StreamDraft> | null {
  switch (change.type) {
    case "choose":
      return !change.isChosen || canBeChosen(stream) ? { isChosen: change.isChosen } : null;
    case "mode":
      return refusalOf(stream, change.syncMode, destination) === null ? { syncMode: change.syncMode } : null;
    case "cursor":
      return !stream.cursorIsGiven && stream.cursorFields.includes(change.field)
        ? { cursor: change.field }
        : null;
    case "key":
      return stream.fields.some(({ name, canBeKey }) => canBeKey && name === change.field)
        ? { key: [[change.field]] }
        : null;
    case "fields":
      return { fields: null };
    case "rename":
      return {
        destinationName:
          change.before + change.behind === "" ? "" : change.before + stream.name + change.behind,
      };
  }
}

/** What the service takes, in the order in which the source offers the streams. */
export function toSettings(
  draft: ConnectionDraft,
  offered: OfferedStream[],
): Omit<CreateConnectionInput, "sourceId" | "destinationId" | "streams"> & { streams: ConfiguredStream[] } {
  const { name, schedule, normalization, namespaceDefinition, prefix } = draft;
  return {
    name,
    schedule,
    normalization,
    namespaceDefinition,
    namespaceFormat: namespaceDefinition === "custom_format" ? draft.namespaceFormat : null,
    prefix,
    streams: offered.flatMap((stream) => {
      const chosen = draft.streams[streamKey(stream)];
      return chosen?.isChosen ? [toConfigured(stream, chosen)] : [];
    }),
  };
}

/** A stream without a mode in common is sent as it is: the service says what is wrong with it. */
export function toConfigured(stream: OfferedStream, draft: StreamDraft): ConfiguredStream {
  const syncMode = draft.syncMode ?? syncModes[0];
  const { destinationName, history, deletes, keepGenerations, mappers, arrays } = draft;
  return {
    name: stream.name,
    ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
    syncMode,
    cursorField: usesCursor(syncMode) && draft.cursor && !stream.cursorIsGiven ? [draft.cursor] : [],
    primaryKey: usesKey(draft) ? draft.key : [],
    ...(draft.fields === null ? {} : { selectedFields: draft.fields }),
    ...(destinationName === "" ? {} : { destinationName }),
    ...(history === null ? {} : { history }),
    ...(deletes === null ? {} : { deletes }),
    ...(keepGenerations === 0 ? {} : { keepGenerations }),
    ...(mappers.length === 0 ? {} : { mappers: mappers.map(withoutEmptyKey) }),
    ...(arrays === "json" ? {} : { arrays }),
  };
}

/** A key that was not typed yet is none: the service asks for it. */
function withoutEmptyKey(mapper: Mapper): Mapper {
  if (mapper.type !== "encryption" || mapper.mapperConfiguration.algorithm !== "AES") return mapper;
  const { key, ...configuration } = mapper.mapperConfiguration;
  return key ? mapper : { ...mapper, mapperConfiguration: configuration };
}
