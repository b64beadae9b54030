import {
  ConfigError,
  streamLabel,
  type Column,
  type Context,
  type LogicalType,
  type SelectedStream,
} from "@/connectors/sdk";
import { isSameType } from "@/connectors/sdk";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { keyFilter } from "@/connectors/sdk/duckdb/digest-sql";
import { quote } from "@/connectors/sdk/duckdb/names";
import { findRelation, refusedQuery, type Relation } from "./catalog";
import type { DuckdbSourceConfig } from "./config";
import { ChunkDecoder, type ReadColumn } from "./decode";
import { mapType, type TypeMapping } from "./types";

/** What of a relation is read for a stream. */
export interface Selection {
  stream: SelectedStream;
  relation: Relation;
  types: LogicalType[];
  columns: (TypeMapping & { name: string; sqlType: string })[];
}

export async function selectStream(
  session: Session,
  config: DuckdbSourceConfig,
  stream: SelectedStream,
  ctx: Context,
): Promise<Selection> {
  const relation = await findRelation(session, config, ctx, stream);
  const columns = stream.fields.map(({ name, type }) => {
    const column = relation.columns.find((candidate) => candidate.name === name);
    const mapping = column && mapType(column.sqlType);
    if (!column || !mapping || !isSameType(withoutParts(mapping.type), withoutParts(type)))
      throw new ConfigError(
        `The column "${name}" of ${streamLabel(stream)} ${column ? `is ${column.sqlType} by now` : "is gone"}. Refresh the source's schema.`,
      );
    return { ...mapping, name, sqlType: column.sqlType };
  });
  return { stream, relation, columns, types: stream.fields.map(({ type }) => type) };
}

/** What is inside a nested value may differ; it is JSON all the same. */
function withoutParts(type: LogicalType): LogicalType {
  if (type.kind === "array") return { kind: "array", of: { kind: "json" } };
  return type.kind === "object" ? { kind: "object", fields: [] } : type;
}

export interface HiddenColumn extends ReadColumn {
  expression: string;
}

/** Rows in the order they come, as chunks of columns: the hidden ones first, then the stream's. */
export async function* readChunks(
  session: Session,
  selection: Selection,
  { hidden, conditions, order = "" }: { hidden: HiddenColumn[]; conditions: string[]; order?: string },
): AsyncGenerator<{ hidden: Column[]; columns: Column[]; count: number }> {
  const { stream, relation, columns } = selection;
  const expressions = [
    ...hidden.map(({ expression }) => expression),
    ...columns.map(({ name, expression }) => expression(quote(name))),
  ];
  const where = [...conditions, ...conditionsOf(selection)];
  // A relation without chosen columns has rows all the same.
  const list = expressions.length === 0 ? "1" : expressions.join(", ");
  const sql = `SELECT ${list} FROM ${relation.from}${where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""}${order}`;
  await requireOneStatement(session, sql, stream);
  const decoder = await ChunkDecoder.create([...hidden, ...columns.map(readColumn)]);
  try {
    for await (const chunk of session.chunks(sql)) {
      const count = chunk.rowCount;
      const decoded = decoder.decode(chunk);
      yield { hidden: decoded.slice(0, hidden.length), columns: decoded.slice(hidden.length), count };
    }
  } catch (error) {
    throw refusedQuery(`Reading ${streamLabel(stream)}`, error);
  }
}

/** What every row must fulfil. */
export function conditionsOf(selection: Selection): string[] {
  const { where, only } = selection.stream;
  return [
    ...(where ? [`(${where}\n)`] : []),
    ...(only ? [keyFilter(only, (name) => expressionOf(selection, name))] : []),
  ];
}

/** A field as SQL gives it. */
export function expressionOf({ stream, columns }: Selection, name: string): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column)
    throw new ConfigError(
      `${streamLabel(stream)} has no column "${name}" any more. Refresh the source's schema.`,
    );
  return column.expression(quote(name));
}

function readColumn({ as, holdsDoubles, type }: TypeMapping): ReadColumn {
  const scale = type.kind === "decimal" ? type.scale : undefined;
  return { as, ...(holdsDoubles ? { holdsDoubles } : {}), ...(scale === undefined ? {} : { scale }) };
}

/** A condition that a person wrote must not end the statement and begin another. */
export async function requireOneStatement(
  session: Session,
  sql: string,
  stream: SelectedStream,
): Promise<void> {
  if (stream.where === undefined) return;
  const extracted = await session.connection.extractStatements(sql).catch((cause: unknown) => {
    throw refusedCondition(stream, cause);
  });
  if (extracted.count !== 1) throw refusedCondition(stream, null);
}

function refusedCondition(stream: SelectedStream, cause: unknown): ConfigError {
  const why = cause instanceof Error ? ` (${cause.message.split("\n")[0] ?? ""})` : "";
  return new ConfigError(
    `The filter of ${streamLabel(stream)} is no condition in DuckDB's SQL${why}: ${stream.where ?? ""}`,
    { cause },
  );
}
