import { ConfigError, streamLabel, type Context, type Stream } from "@/connectors/sdk";
import type { Row, Session } from "@/connectors/sdk/duckdb/client";
import { quote } from "@/connectors/sdk/duckdb/names";
import type { DuckdbSourceConfig } from "./config";
import { mapType } from "./types";

/** A table, a view, or a query of the configuration. */
export interface Relation {
  namespace?: string;
  name: string;
  kind: "table" | "view" | "query";
  /** What stands behind FROM. */
  from: string;
  columns: { name: string; sqlType: string; nullable: boolean }[];
  primaryKey: string[];
  /** As DuckDB estimates them; null where it does not. */
  rows: number | null;
}

export type RelationName = Pick<Stream, "namespace" | "name">;

/** All relations but Sluice's own, or those that are named; tables and views in two statements, whatever their number. */
export async function listRelations(
  session: Session,
  config: DuckdbSourceConfig,
  ctx: Context,
  filter?: RelationName[],
): Promise<Relation[]> {
  const stored = await listStored(session, config.schemas);
  const queries: Relation[] = [];
  for (const { name, sql } of config.queries)
    if (isNamed({ name }, filter)) queries.push(await describeQuery(session, name, sql));
  const found = stored.filter((relation) => isNamed(relation, filter));
  if (filter === undefined && found.length === 0 && queries.length === 0)
    ctx.log("warn", `${session.file} has no table or view${ofSchemas(config)}.`);
  return [...found, ...queries];
}

/** The stream's relation; ConfigError where it is gone. */
export async function findRelation(
  session: Session,
  config: DuckdbSourceConfig,
  ctx: Context,
  stream: RelationName,
): Promise<Relation> {
  const [relation] = await listRelations(session, config, ctx, [stream]);
  if (relation) return relation;
  throw new ConfigError(
    `There is no ${stream.namespace === undefined ? "query" : "table or view"} ${streamLabel(stream)} in ${session.file} any more. Refresh the source's schema.`,
  );
}

export function toStream(relation: Relation): Stream {
  const columns = relation.columns.map((column) => ({ ...column, mapping: mapType(column.sqlType) }));
  const cursorFields = columns.filter(({ mapping }) => mapping.isOrdered).map(({ name }) => name);
  return {
    ...(relation.namespace === undefined ? {} : { namespace: relation.namespace }),
    name: relation.name,
    fields: columns.map(({ name, nullable, mapping }) => ({ name, type: mapping.type, nullable })),
    primaryKey: relation.primaryKey.map((name) => [name]),
    cursorFields,
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: cursorFields.length > 0, deletes: false },
  };
}

async function listStored(session: Session, schemas: string[]): Promise<Relation[]> {
  const rows = await session.rows(
    `SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable, t.estimated_size,
            list_contains(k.constraint_column_names, c.column_name), list_position(k.constraint_column_names, c.column_name)
       FROM duckdb_columns() c
       LEFT JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
       LEFT JOIN duckdb_constraints() k
              ON k.database_name = c.database_name AND k.schema_name = c.schema_name
             AND k.table_name = c.table_name AND k.constraint_type = 'PRIMARY KEY'
      WHERE NOT c.internal AND c.database_name = $1 AND NOT starts_with(c.table_name, '_sluice_')
      ORDER BY c.schema_name, c.table_name, c.column_index`,
    [session.catalog],
  );
  const relations = new Map<string, Relation & { key: { name: string; place: number }[] }>();
  for (const row of rows) {
    const [namespace, name, column, sqlType] = row.map(String) as [string, string, string, string];
    if (schemas.length > 0 && !schemas.includes(namespace)) continue;
    const id = JSON.stringify([namespace, name]);
    const isTable = row[5] !== null;
    const relation = relations.get(id) ?? {
      ...{ namespace, name, kind: isTable ? ("table" as const) : ("view" as const) },
      from: [session.catalog, namespace, name].map(quote).join("."),
      ...{ columns: [], primaryKey: [], key: [], rows: isTable ? Number(row[5]) : null },
    };
    relations.set(id, relation);
    relation.columns.push({ name: column, sqlType, nullable: row[4] === true });
    if (row[6] === true) relation.key.push({ name: column, place: Number(row[7]) });
  }
  return [...relations.values()].map(({ key, ...relation }) => ({
    ...relation,
    primaryKey: key.sort((one, other) => one.place - other.place).map(({ name }) => name),
  }));
}

async function describeQuery(session: Session, name: string, sql: string): Promise<Relation> {
  const from = `(\n${sql}\n) AS ${quote(name)}`;
  const described = await session.rows(`DESCRIBE SELECT * FROM ${from}`).catch((cause: unknown) => {
    throw refusedQuery(`The query "${name}"`, cause);
  });
  const columns = described.map((row: Row) => ({
    name: String(row[0]),
    sqlType: String(row[1]),
    nullable: true,
  }));
  const twice = columns.find((column, index) => columns.findIndex((one) => one.name === column.name) < index);
  if (twice)
    throw new ConfigError(
      `The query "${name}" has two columns "${twice.name}". Give one of them another name.`,
      {
        field: ["queries"],
      },
    );
  return { name, kind: "query", from, columns, primaryKey: [], rows: null };
}

/** DuckDB's word on a statement that a person wrote. */
export function refusedQuery(what: string, cause: unknown): unknown {
  if (
    !(cause instanceof Error) ||
    !/^(Parser|Binder|Catalog|Conversion|Permission|Invalid Input) Error/.test(cause.message)
  )
    return cause;
  const [reason] = cause.message.split("\n");
  return new ConfigError(`${what} is refused by DuckDB: ${reason ?? cause.message} Mend it.`, {
    cause,
    field: ["queries"],
  });
}

function isNamed({ namespace, name }: RelationName, filter: RelationName[] | undefined): boolean {
  return filter?.some((one) => one.name === name && one.namespace === namespace) ?? true;
}

function ofSchemas({ schemas }: DuckdbSourceConfig): string {
  return schemas.length === 0 ? "" : ` in ${schemas.map((schema) => `"${schema}"`).join(", ")}`;
}
