import { isDeepStrictEqual } from "node:util";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { partsOf } from "@/lib/sync/modes";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";

/** Of a connection, what decides where a stream's rows go. */
export interface Placing {
  normalization: "raw" | "basic";
  namespaceDefinition: "source" | "destination" | "custom_format";
  namespaceFormat: string | null;
  prefix: string;
}

export interface Choice extends Placing {
  streams: ConfiguredStream[];
}

export interface Consequences {
  added: StreamName[];
  /** They are moved no longer; what was written of them stays. */
  removed: StreamName[];
  /** In both, but moved otherwise from now on. */
  changed: StreamConsequence[];
}

export interface StreamConsequence {
  stream: StreamName;
  /** What rows that were written before keep until the stream is read anew; empty: nothing to see to. */
  stale: StaleReason[];
}

export type StaleReason =
  | { what: "rows_elsewhere" | "appended_before" | "former_mappers" | "former_arrays" }
  /** Fields; none: the source's own choice. */
  | { what: "former_key" | "former_cursor"; fields: string[] }
  /** Fields that are chosen now; null: all. */
  | { what: "new_fields"; fields: string[] | null };

/** What a changed choice comes to for each stream. Pure. */
export function consequencesOf(before: Choice, after: Choice): Consequences {
  const then = new Map(before.streams.map((stream) => [streamKey(stream), stream]));
  const now = new Set(after.streams.map(streamKey));
  const isPlacedAnew = !isDeepStrictEqual(placingOf(before), placingOf(after));
  return {
    added: after.streams.filter((stream) => !then.has(streamKey(stream))).map(nameOf),
    removed: before.streams.filter((stream) => !now.has(streamKey(stream))).map(nameOf),
    changed: after.streams.flatMap((stream) => {
      const former = then.get(streamKey(stream));
      if (!former || (!isPlacedAnew && isDeepStrictEqual(former, stream))) return [];
      return [{ stream: nameOf(stream), stale: staleOf(former, stream, isPlacedAnew) }];
    }),
  };
}

/** An overwrite replaces the table with its next sync; whatever adds to a table leaves the rows in it as they are. */
function staleOf(before: ConfiguredStream, after: ConfiguredStream, isPlacedAnew: boolean): StaleReason[] {
  const { read, write } = partsOf(after);
  if (write === "overwrite") return [];
  const isDeduped = write === "deduped";
  const wasDeduped = partsOf(before).write === "deduped";
  const gained = gainedFields(before, after);
  return [
    ...(isPlacedAnew || before.destinationName !== after.destinationName
      ? [{ what: "rows_elsewhere" as const }]
      : []),
    ...(isDeduped && !wasDeduped ? [{ what: "appended_before" as const }] : []),
    ...(isDeduped && wasDeduped && !isDeepStrictEqual(before.primaryKey, after.primaryKey)
      ? [{ what: "former_key" as const, fields: namesOf(before.primaryKey) }]
      : []),
    ...(read === "incremental" && !isDeepStrictEqual(before.cursorField, after.cursorField)
      ? [{ what: "former_cursor" as const, fields: namesOf([before.cursorField]) }]
      : []),
    ...(gained?.length === 0 ? [] : [{ what: "new_fields" as const, fields: gained }]),
    ...(!isDeepStrictEqual(before.mappers ?? [], after.mappers ?? [])
      ? [{ what: "former_mappers" as const }]
      : []),
    ...((before.arrays ?? "json") !== (after.arrays ?? "json") ? [{ what: "former_arrays" as const }] : []),
  ];
}

/** null: all that were left out. */
function gainedFields(before: ConfiguredStream, after: ConfiguredStream): string[] | null {
  const former = before.selectedFields;
  if (!former) return [];
  return after.selectedFields?.filter((field) => !former.includes(field)) ?? null;
}

function namesOf(paths: string[][]): string[] {
  return paths.map((path) => path.join(".")).filter((path) => path !== "");
}

function placingOf({ normalization, namespaceDefinition, namespaceFormat, prefix }: Placing) {
  return [
    normalization,
    namespaceDefinition,
    namespaceDefinition === "custom_format" ? namespaceFormat : null,
    prefix,
  ];
}

function nameOf({ namespace, name }: ConfiguredStream): StreamName {
  return namespace === undefined ? { name } : { namespace, name };
}
