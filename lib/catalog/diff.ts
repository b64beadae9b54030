import { isSameType, type Field, type Stream } from "@/connectors/sdk";
import { streamKey } from "@/lib/sync/stream-key";

export interface StreamName {
  namespace?: string;
  name: string;
}

export interface StreamChange {
  stream: StreamName;
  addedFields: Field[];
  removedFields: Field[];
  /** Same name, another type or nullability. */
  changedFields: { before: Field; after: Field }[];
  /** The source's key is another. */
  keyChanged: boolean;
  /** The source's key as it is now; absent in a change that an earlier version has stored. */
  primaryKey?: string[][];
}

export interface CatalogDiff {
  added: StreamName[];
  removed: StreamName[];
  /** Only streams in which something changed. */
  changed: StreamChange[];
}

/** What discovery finds now that it did not find before, and the other way round; in the order of each catalog. */
export function diffCatalogs(before: Stream[], after: Stream[]): CatalogDiff {
  const known = new Map(before.map((stream) => [streamKey(stream), stream]));
  const found = new Set(after.map(streamKey));
  return {
    added: after.filter((stream) => !known.has(streamKey(stream))).map(nameOf),
    removed: before.filter((stream) => !found.has(streamKey(stream))).map(nameOf),
    changed: after.flatMap((stream) => {
      const earlier = known.get(streamKey(stream));
      const change = earlier && diffStream(earlier, stream);
      return change && hasChange(change) ? [change] : [];
    }),
  };
}

export function isEmptyDiff(diff: CatalogDiff): boolean {
  return diff.added.length + diff.removed.length + diff.changed.length === 0;
}

function diffStream(before: Stream, after: Stream): StreamChange {
  const known = new Map(before.fields.map((field) => [field.name, field]));
  const found = new Set(after.fields.map((field) => field.name));
  return {
    stream: nameOf(after),
    addedFields: after.fields.filter((field) => !known.has(field.name)),
    removedFields: before.fields.filter((field) => !found.has(field.name)),
    changedFields: after.fields.flatMap((field) => {
      const earlier = known.get(field.name);
      return earlier && !isSameField(earlier, field) ? [{ before: earlier, after: field }] : [];
    }),
    keyChanged: JSON.stringify(before.primaryKey) !== JSON.stringify(after.primaryKey),
    primaryKey: after.primaryKey,
  };
}

function hasChange(change: StreamChange): boolean {
  return (
    change.keyChanged ||
    change.addedFields.length + change.removedFields.length + change.changedFields.length > 0
  );
}

function isSameField(one: Field, other: Field): boolean {
  return one.nullable === other.nullable && isSameType(one.type, other.type);
}

function nameOf({ namespace, name }: Stream): StreamName {
  return namespace === undefined ? { name } : { namespace, name };
}
