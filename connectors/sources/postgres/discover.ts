import { type Context, type Field, type LeftOut, logLeftOut, type Stream } from "@/connectors/sdk";
import type { Question } from "@/connectors/sdk/postgres/session";
import { askForRelations, askForTypes, type Relation, type RelationFilter, typesWith } from "./catalog";
import { withSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { askForLeftOut } from "./left-out";
import { canBeCursor, mapType, nativeOf, type TypeTable } from "./values";

/** Two round trips. */
export async function discoverStreams(
  config: PostgresSourceConfig,
  ctx: Context,
  filter?: RelationFilter,
): Promise<Stream[]> {
  return withSnapshot(config, ctx, async (session) => {
    const [relations] = await session.ask("Reading the catalog", [askForRelations(config.schemas, filter)]);
    const used = relations.flatMap(({ columns }) => columns.map(({ type }) => type));
    const [types, leftOut] = await session.ask("Reading the types", [
      askForTypes(typesWith(used)),
      filter ? nothing : askForLeftOut(config.schemas, config.username),
    ]);
    logLeftOut(ctx, leftOut);
    return relations.map((relation) => {
      const stream = toStream(relation, types);
      return config.replication_method.method === "Xmin" ? withoutCursor(stream, relation) : stream;
    });
  });
}

const nothing: Question<LeftOut[]> = { sql: "SELECT", read: () => [] };

function toStream(relation: Relation, types: TypeTable): Stream {
  const fields: Field[] = [];
  const cursorFields: string[] = [];
  for (const column of relation.columns) {
    const mapping = mapType(column.type, column.mod, types);
    const native = nativeOf(mapping);
    const nullable = column.nullable && mapping.nullable;
    fields.push({ name: column.name, type: mapping.type, nullable, ...(native ? { native } : {}) });
    if (canBeCursor(mapping) && column.bytewiseEqual) cursorFields.push(column.name);
  }
  return {
    namespace: relation.schema,
    name: relation.name,
    fields,
    primaryKey: relation.primaryKey.map((name) => [name]),
    cursorFields,
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: cursorFields.length > 0, deletes: false },
    ...(relation.rows === null || relation.bytes === null
      ? {}
      : { estimate: { rows: relation.rows, bytes: relation.bytes } }),
  };
}

/** Rows are told apart by their transaction, wherever they have one. */
function withoutCursor(stream: Stream, { hasXmin }: Relation): Stream {
  const supports = { ...stream.supports, incremental: hasXmin };
  return { ...stream, cursorFields: [], cursorIsGiven: true, supports };
}
