import { ConfigError, isSameType, type Encoding, type SelectedStream, streamLabel } from "@/connectors/sdk";
import { keyFilter } from "@/connectors/sdk/mysql/digest-sql";
import { quoteIdentifier, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import type { ColumnType } from "@/connectors/sdk/postgres/decode-columns";
import { listRelations, type Relation } from "./catalog";
import { connectionSettings, type MySqlSourceConfig, selectGrant } from "./config";
import { checkedFilter } from "./filter";
import { cursorColumn, keyColumn, type OrderColumn } from "./order";
import type { TupleField } from "./tuples";
import { mapColumn, type Mapping } from "./values";

/** A stream as it stands in the snapshot: what is selected, and in which forms it comes. */
export interface Selection {
  stream: SelectedStream;
  relation: Relation;
  table: string;
  fields: TupleField[];
  types: ColumnType[];
  expressions: string[];
  /** What every row must fulfil, ready for a WHERE; null: nothing. */
  filter: string | null;
  cursor: OrderColumn | null;
  /** Where the key gives rows an order that texts can express; else null. */
  key: OrderColumn[] | null;
}

/** The key's columns; none where there is no key that rows could be told by. */
export function keyNames({ key }: Selection): string[] {
  return (key ?? []).map(({ name }) => name);
}

/** Looks the table up again: it may have changed since its schema was read. */
export async function selectStream(
  session: MySqlSession,
  config: MySqlSourceConfig,
  stream: SelectedStream,
  encoding: Encoding,
): Promise<Selection> {
  const namespace = stream.namespace ?? config.database;
  const [relation] = await listRelations(session, namespace, [{ namespace, name: stream.name }]);
  if (!relation) {
    throw new ConfigError(
      `There is no table or view ${streamLabel(stream)} that the user "${config.username}" may read: it was dropped or renamed, or the right to SELECT was taken away. Refresh the schema, then run again; or run as an administrator: ${selectGrant(config)}`,
    );
  }
  const { tinyInt1IsBit } = connectionSettings(config).params;
  const facts = new Map(relation.columns.map((column) => [column.name, column]));
  const mappings = stream.fields.map((field) => {
    const column = facts.get(field.name);
    if (!column) throw columnGone(stream, field.name);
    const mapping = mapColumn(column, tinyInt1IsBit);
    refuseOtherType(stream, field, mapping, encoding);
    return mapping;
  });
  const table = quoteQualified(relation.database, relation.name);
  const expressions = stream.fields.map(
    ({ name }, index) => mappings[index]?.expression(quoteIdentifier(name)) ?? "NULL",
  );
  const conditions = [
    await checkedFilter(session, stream, table),
    stream.only ? keyFilter(stream.only, (name) => expressionOf(stream, expressions, name)) : null,
  ].filter((condition) => condition !== null);
  const cursorFacts = facts.get(stream.mode === "incremental" ? (stream.cursor ?? "") : "");
  return {
    stream,
    relation,
    table,
    fields: stream.fields.map(({ name }, index) => ({ name, wire: mappings[index]?.wire ?? "text" })),
    types: mappings.map(({ type, wire }) => ({ logical: type, wire })),
    expressions,
    filter: conditions.length > 0 ? conditions.join(" AND ") : null,
    cursor: cursorFacts ? cursorColumn(cursorFacts, mapColumn(cursorFacts, tinyInt1IsBit)) : null,
    key: keyOf(relation, tinyInt1IsBit),
  };
}

/** A field as SQL gives it. */
export function expressionOf(stream: SelectedStream, expressions: string[], name: string): string {
  const expression = expressions[stream.fields.findIndex((field) => field.name === name)];
  if (expression === undefined) throw columnGone(stream, name);
  return expression;
}

function keyOf(relation: Relation, tinyInt1IsBit: boolean): OrderColumn[] | null {
  const columns = relation.primaryKey.map((name) => {
    const facts = relation.columns.find((column) => column.name === name);
    return facts ? keyColumn(facts, mapColumn(facts, tinyInt1IsBit)) : null;
  });
  const known = columns.filter((column) => column !== null);
  return known.length > 0 && known.length === columns.length ? known : null;
}

function refuseOtherType(
  stream: SelectedStream,
  field: SelectedStream["fields"][number],
  mapping: Mapping,
  encoding: Encoding,
): void {
  const isSame =
    mapping.type.kind === field.type.kind && (field.native === undefined || field.native === mapping.wire);
  const isSameScale = encoding !== "columns" || isSameType(mapping.type, field.type);
  if (isSame && isSameScale) return;
  throw new ConfigError(
    `Column "${field.name}" of ${streamLabel(stream)} has another type than when the schema was read. Refresh the schema, then run again.`,
  );
}

function columnGone(stream: SelectedStream, name: string): ConfigError {
  return new ConfigError(
    `${streamLabel(stream)} has no column "${name}" any more: it was dropped or renamed, or may no longer be read. Refresh the schema, then run again.`,
  );
}

/** The columns that rows are followed by come first, as texts; then the stream's fields. */
export function selectSql(
  selection: Selection,
  order: OrderColumn[],
  { where, hint = "" }: { where: string; hint?: string },
): string {
  const columns = [...order.map(({ text }) => text), ...selection.expressions];
  const by = order.map(({ compare }) => compare).join(", ");
  const conditions = [where && `(${where})`, selection.filter].filter((part) => part);
  const condition = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
  return `SELECT ${columns.join(", ") || "NULL"} FROM ${selection.table}${hint}${condition}${by ? ` ORDER BY ${by}` : ""}`;
}
