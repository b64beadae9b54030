import { ConfigError, isSameType, type Encoding, type SelectedStream, streamLabel } from "@/connectors/sdk";
import type { ColumnType } from "@/connectors/sdk/postgres/decode-columns";
import { quoteIdentifier, quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import { keyFilter } from "@/connectors/sdk/postgres/digest-sql";
import type { Opening, PgSession } from "@/connectors/sdk/postgres/session";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { askForRelations, askForTypes, type Relation, typesOf } from "./catalog";
import { selectGrant } from "./check";
import { checkedFilter } from "./filter";
import { canBeCursor, type Mapping, mapType, type TypeTable } from "./values";

/** A stream as it stands in the snapshot: what is selected, and in which forms it comes. */
export interface Selection {
  stream: SelectedStream;
  relation: Relation;
  table: string;
  /** What every row must fulfil, ready for a WHERE; null: nothing. */
  filter: string | null;
  expressions: string;
  types: ColumnType[];
  mappings: Mapping[];
  /** Of the key's columns among the fields, where the key gives rows an order that text can express; else null. */
  keyFields: number[] | null;
}

/** The key's columns; none where there is no key that rows could be told by. */
export function keyNames({ keyFields, stream }: Selection): string[] {
  return (keyFields ?? []).map((field) => stream.fields[field]?.name ?? "");
}

/** Looks the table up again: it may have changed since its schema was read, and frames must be what was promised. */
export function askForStream(stream: SelectedStream): Opening<[Relation[], TypeTable]> {
  const { namespace = "public", name } = stream;
  const types = askForTypes(typesOf(quoteQualified(namespace, name)));
  return {
    doing: `Looking at ${streamLabel(stream)}`,
    first: [askForRelations([namespace], [{ namespace, name }]), types],
  };
}

export async function selectStream(
  session: PgSession,
  stream: SelectedStream,
  [[relation], types]: [Relation[], TypeTable],
  { encoding, username }: { encoding: Encoding; username: string },
): Promise<Selection> {
  if (!relation) {
    const { namespace = "public" } = stream;
    throw new ConfigError(
      `There is no table or view ${streamLabel(stream)} that the user "${username}" may read: it was dropped or renamed, or the right to SELECT was taken away. Refresh the schema, then run again; or run as its owner: ${selectGrant(namespace, username)}`,
    );
  }
  const mappings = stream.fields.map((field) => {
    const column = relation.columns.find(({ name }) => name === field.name);
    if (!column) throw columnGone(stream, field.name);
    const mapping = mapType(column.type, column.mod, types);
    const isSame =
      mapping.type.kind === field.type.kind && (field.native === undefined || field.native === mapping.wire);
    const isSameScale = encoding !== "columns" || isSameType(mapping.type, field.type);
    if (!isSame || !isSameScale) throw typeChanged(stream, field.name);
    return mapping;
  });
  const table = quoteQualified(relation.schema, relation.name);
  return {
    stream,
    relation,
    table,
    filter: joinConditions([
      await checkedFilter(session, stream, table),
      stream.only ? keyFilter(stream.only, (name) => fieldOf(stream, mappings, name)) : null,
    ]),
    expressions: stream.fields
      .map((field, index) => mappings[index]?.expression(quoteIdentifier(field.name)) ?? "NULL")
      .join(", "),
    types: mappings.map(({ type, wire }) => ({ logical: type, wire })),
    mappings,
    keyFields: findKeyFields(stream, relation, mappings),
  };
}

/** A field as SQL gives it. */
export function fieldOf(
  stream: SelectedStream,
  mappings: Mapping[],
  name: string,
): { expression: string; wire: WireType } {
  const mapping = mappings[stream.fields.findIndex((field) => field.name === name)];
  if (!mapping) throw columnGone(stream, name);
  return { expression: mapping.expression(quoteIdentifier(name)), wire: mapping.wire };
}

function joinConditions(conditions: (string | null)[]): string | null {
  const given = conditions.filter((condition) => condition !== null);
  return given.length > 0 ? given.join(" AND ") : null;
}

/** Where a key column is not chosen, or is compared in another way than its text says, the key gives no order here. */
function findKeyFields(stream: SelectedStream, relation: Relation, mappings: Mapping[]): number[] | null {
  const fields = relation.primaryKey.map((name) => {
    const index = stream.fields.findIndex((field) => field.name === name);
    const mapping = mappings[index];
    const column = relation.columns.find((candidate) => candidate.name === name);
    return mapping && canBeCursor(mapping) && column?.bytewiseEqual ? index : -1;
  });
  return fields.length > 0 && !fields.includes(-1) ? fields : null;
}

function columnGone(stream: SelectedStream, name: string): ConfigError {
  return new ConfigError(
    `${streamLabel(stream)} has no column "${name}" any more: it was dropped or renamed, or may no longer be read. Refresh the schema, then run again.`,
  );
}

function typeChanged(stream: SelectedStream, name: string): ConfigError {
  return new ConfigError(
    `Column "${name}" of ${streamLabel(stream)} has another type than when the schema was read. Refresh the schema, then run again.`,
  );
}
