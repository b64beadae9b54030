import type { Field, Stream, WriteMode } from "@/connectors/sdk";
import { offeredSyncModes } from "@/lib/catalog/modes";
import type { ApiStreamProperties } from "../wire/streams";

export function toApiStreamProperties(
  stream: Stream,
  writeModes?: readonly WriteMode[],
): ApiStreamProperties {
  const [cursor] = stream.cursorFields;
  return {
    streamName: stream.name,
    ...(stream.namespace === undefined ? {} : { streamnamespace: stream.namespace }),
    syncModes: offeredSyncModes(stream, writeModes),
    defaultCursorField: cursor === undefined ? [] : [cursor],
    sourceDefinedCursorField: stream.cursorIsGiven,
    sourceDefinedPrimaryKey: stream.primaryKey,
    propertyFields: pathsOf(stream.fields),
  };
}

/** Every field, and below an object its own: ["address"], ["address", "street"]. */
function pathsOf(fields: Field[], above: string[] = []): string[][] {
  return fields.flatMap(({ name, type }) => {
    const path = [...above, name];
    return type.kind === "object" ? [path, ...pathsOf(type.fields, path)] : [path];
  });
}
