import type { Field, LogicalType, Stream, WriteMode } from "@/connectors/sdk";
import { defaultSyncMode } from "@/lib/catalog/defaults";
import type { ReadableStream } from "@/lib/catalog/refusal";
import { isKeyType } from "@/lib/catalog/validate";
import type { SyncMode } from "@/lib/sync/modes";

/** A stream that the source offers, as the editor of a connection needs it. */
export interface OfferedStream extends ReadableStream {
  namespace?: string;
  name: string;
  fields: OfferedField[];
  primaryKey: string[][];
  /** What a new connection proposes; null: the two ends have no mode in common. */
  proposed: SyncMode | null;
}

export interface OfferedField {
  name: string;
  /** Objects without what is inside; null: not known any more. */
  type: LogicalType | null;
  canBeKey: boolean;
  /** Of an object, the fields inside, where they are known. */
  inside?: string[];
}

export function offerStream(stream: Stream, writeModes: readonly WriteMode[]): OfferedStream {
  const { name, namespace, primaryKey, cursorFields, cursorIsGiven, supports } = stream;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    name,
    fields: stream.fields.map(offerField),
    primaryKey,
    cursorFields,
    cursorIsGiven,
    supports: { fullRefresh: supports.fullRefresh, incremental: supports.incremental },
    proposed: defaultSyncMode(stream, writeModes),
  };
}

function offerField(field: Field): OfferedField {
  const { name, type } = field;
  const inside = type.kind === "object" ? type.fields.map((inner) => inner.name) : [];
  return {
    name,
    type: outlineOf(type),
    canBeKey: isKeyType(field),
    ...(inside.length === 0 ? {} : { inside }),
  };
}

/** What is written of a type, and no more: a document's may be large. */
function outlineOf(type: LogicalType): LogicalType {
  switch (type.kind) {
    case "object":
      return { ...type, fields: [] };
    case "array":
      return { ...type, of: outlineOf(type.of) };
    default:
      return type;
  }
}
