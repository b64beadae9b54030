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
  /** What rows that were written before keep until the stream is read anew, in words; empty: nothing to see to. */
  stale: string[];
}

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
function staleOf(before: ConfiguredStream, after: ConfiguredStream, isPlacedAnew: boolean): string[] {
  const { read, write } = partsOf(after);
  if (write === "overwrite") return [];
  const isDeduped = write === "deduped";
  const wasDeduped = partsOf(before).write === "deduped";
  const gained = gainedFields(before, after);
  return [
    ...(isPlacedAnew || before.destinationName !== after.destinationName
      ? ["Its rows go elsewhere from now on; those that were written stay where they are."]
      : []),
    ...(isDeduped && !wasDeduped ? ["Rows that were appended before are not told apart."] : []),
    ...(isDeduped && wasDeduped && !isDeepStrictEqual(before.primaryKey, after.primaryKey)
      ? [`Rows that are there were told apart by ${wordsOf(before.primaryKey)}.`]
      : []),
    ...(read === "incremental" && !isDeepStrictEqual(before.cursorField, after.cursorField)
      ? [`The sync stands at a position of ${wordsOf([before.cursorField])}.`]
      : []),
    ...(gained === null ? [] : [`Rows that are there have nothing in ${gained}.`]),
    ...(!isDeepStrictEqual(before.mappers ?? [], after.mappers ?? [])
      ? ["Rows that are there are as the former mappers left them."]
      : []),
    ...((before.arrays ?? "json") !== (after.arrays ?? "json")
      ? ["Rows that are there keep their arrays as they were."]
      : []),
  ];
}

function gainedFields(before: ConfiguredStream, after: ConfiguredStream): string | null {
  const former = before.selectedFields;
  if (!former) return null;
  if (!after.selectedFields) return "the fields that are chosen now";
  const gained = after.selectedFields.filter((field) => !former.includes(field));
  return gained.length === 0 ? null : gained.join(", ");
}

function wordsOf(paths: string[][]): string {
  const words = paths
    .map((path) => path.join("."))
    .filter((path) => path !== "")
    .join(", ");
  return words === "" ? "the source’s own choice" : words;
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
