import { type Context, type Field, logLeftOut, type Stream } from "@/connectors/sdk";
import { lookAtRelations, type Relation, type RelationFilter } from "./catalog";
import { withSnapshot } from "./client";
import { connectionSettings, type MySqlSourceConfig } from "./config";
import { leftOutOf } from "./left-out";
import { canBeCursor, mapColumn, nativeOf } from "./values";

export async function discoverStreams(
  config: MySqlSourceConfig,
  ctx: Context,
  filter?: RelationFilter,
): Promise<Stream[]> {
  const { tinyInt1IsBit } = connectionSettings(config).params;
  return withSnapshot(config, ctx, async (session) => {
    const found = await lookAtRelations(session, config.database, filter);
    if (!filter) logLeftOut(ctx, leftOutOf(found, config.username));
    return found.relations.map((relation) => toStream(relation, tinyInt1IsBit));
  });
}

/** 0000-00-00 stands in columns that have no nulls, and becomes null. */
const mayBeZero = new Set(["date", "time", "timestamp"]);

function toStream(relation: Relation, tinyInt1IsBit: boolean): Stream {
  const fields: Field[] = [];
  const cursorFields: string[] = [];
  for (const column of relation.columns) {
    const mapping = mapColumn(column, tinyInt1IsBit);
    const native = nativeOf(mapping);
    fields.push({
      name: column.name,
      type: mapping.type,
      nullable: column.nullable || mayBeZero.has(mapping.type.kind),
      ...(native ? { native } : {}),
    });
    if (canBeCursor(mapping)) cursorFields.push(column.name);
  }
  return {
    namespace: relation.database,
    name: relation.name,
    fields,
    primaryKey: relation.primaryKey.map((name) => [name]),
    cursorFields,
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: cursorFields.length > 0, deletes: false },
  };
}
