import { ConfigError, type TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { sqlTable, type TableColumn, tableKey } from "./layout";
import { meetOwnType, meetType, sqlName } from "./values";

export interface ExistingTable {
  kind: string;
  comment: string | null;
  columns: ExistingColumn[];
  /** Names of those that can be used. */
  indexes: string[];
  /** Those of them that let no two rows be alike. */
  uniqueIndexes: string[];
  /** Names of CHECK constraints. */
  checks: string[];
  /** Pages that it takes; 0 also where that is not known, as of partitioned tables. */
  pages: number;
  /** Certain where true: it takes no space. */
  isEmpty: boolean;
}

export interface ExistingColumn {
  name: string;
  /** PostgreSQL's own name of the type; of another schema's type, with the schema. */
  type: string;
  /** The type with its modifiers, as SQL writes it. */
  sql: string;
  limited: boolean;
}

/** What to run so that the table is there with these columns, and the types that its columns then have. */
export interface TablePlan {
  statements: string[];
  types: Map<string, WireType>;
}

const maxColumns = 1600;

interface TableRow {
  namespace: string;
  name: string;
  kind: string;
  comment: string | null;
  columns: [name: string, type: string, sql: string, limited: boolean][] | null;
  indexes: string[];
  unique_indexes: string[];
  checks: string[];
  pages: number;
}

export async function inspectTable(session: PgSession, table: TableName): Promise<ExistingTable | null> {
  const [existing] = await session.ask(`Looking at ${labelOf(table)}`, [askTable(table)]);
  return existing;
}

/** The table as it stands; null where there is none. */
export function askTable(table: TableName): Question<ExistingTable | null> {
  const { sql, read } = askTables([table]);
  return { sql, read: (rows) => [...read(rows).values()][0] ?? null };
}

/** The tables as they stand, by `tableKey`, in one query; without those that there are not. */
export function askTables(tables: TableName[]): Question<Map<string, ExistingTable>> {
  const names = tables.map(({ namespace, name }) => `(${quoteLiteral(namespace)}, ${quoteLiteral(name)})`);
  const sql = `
     SELECT n.nspname AS namespace, c.relname AS name, c.relkind AS kind, obj_description(c.oid, 'pg_class') AS comment,
            (SELECT json_agg(json_build_array(a.attname,
                               CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname::text
                                    ELSE t.typnamespace::regnamespace || '.' || t.typname END,
                               format_type(a.atttypid, a.atttypmod), a.atttypmod <> -1) ORDER BY a.attnum)
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
            ARRAY(SELECT x.relname::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                   WHERE i.indrelid = c.oid AND i.indisvalid) AS indexes,
            ARRAY(SELECT x.relname::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                   WHERE i.indrelid = c.oid AND i.indisvalid AND i.indisunique) AS unique_indexes,
            ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS checks,
            CASE c.relkind WHEN 'r' THEN pg_relation_size(c.oid) / current_setting('block_size')::int ELSE 0 END::float8 AS pages
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE (n.nspname, c.relname) IN (${names.join(", ")}) AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c')`;
  return {
    sql,
    read: (rows) => new Map((rows as TableRow[]).map((row) => [tableKey(row), toTable(row)])),
  };
}

function toTable(row: TableRow): ExistingTable {
  const { kind, comment, indexes, unique_indexes: uniqueIndexes, checks, pages } = row;
  const columns = (row.columns ?? []).map(([name, type, sql, limited]) => ({ name, type, sql, limited }));
  const isEmpty = kind === "r" && pages === 0;
  return { kind, comment, columns, indexes, uniqueIndexes, checks, pages, isEmpty };
}

/** Creates what is missing and widens what is too narrow; never drops. ConfigError where neither helps. */
export function planTable(
  table: TableName,
  wanted: TableColumn[],
  existing: ExistingTable | null,
): TablePlan {
  if (wanted.length > maxColumns) throw tooManyColumns(table, wanted.length);
  if (!existing) {
    return {
      statements: [createTable(table, wanted)],
      types: new Map(wanted.map(({ name, type }) => [name, type])),
    };
  }
  if (!isTable(existing)) {
    throw new ConfigError(
      `${labelOf(table)} is no table but a view or the like. Drop or rename it, or give the stream another name or namespace.`,
    );
  }
  const types = new Map<string, WireType>();
  const actions: string[] = [];
  for (const column of wanted) {
    const { type, action } = meetColumn(table, column, existing);
    types.set(column.name, type);
    if (action) actions.push(action);
  }
  return {
    statements: actions.length > 0 ? [`ALTER TABLE ${sqlTable(table)} ${actions.join(", ")}`] : [],
    types,
  };
}

/** No view or the like. */
export function isTable({ kind }: ExistingTable): boolean {
  return ["r", "p", "f"].includes(kind);
}

/** What becomes of the column that is there under the name; null: there is none. `met` is null where it must make way. */
export function meetExisting(
  column: TableColumn,
  { columns }: ExistingTable,
): { there: ExistingColumn; met: ReturnType<typeof meetType> } | null {
  const there = columns.find(({ name }) => name === column.name);
  if (!there) return null;
  const met = column.field
    ? meetType(there.type, there.limited, column.type)
    : meetOwnType(there.type, column.type);
  return { there, met };
}

function meetColumn(
  table: TableName,
  column: TableColumn,
  existing: ExistingTable,
): { type: WireType; action?: string } {
  const name = quoteIdentifier(column.name);
  const meeting = meetExisting(column, existing);
  if (!meeting) return { type: column.type, action: `ADD COLUMN ${name} ${sqlName(column.type)}` };
  const { there, met } = meeting;
  if (!met) throw conflict(table, column, there);
  if (!met.alter) return { type: met.type };
  return {
    type: met.type,
    action: `ALTER COLUMN ${name} TYPE ${sqlName(met.type)} USING ${name}::${sqlName(met.type)}`,
  };
}

export function createTable(table: TableName, columns: TableColumn[], storage = ""): string {
  const definitions = columns.map(
    ({ name, type, definition }) => `${quoteIdentifier(name)} ${definition ?? sqlName(type)}`,
  );
  return `CREATE TABLE ${sqlTable(table)} (${definitions.join(", ")})${storage}`;
}

export function commentOn(table: TableName, comment: string | null): string {
  return `COMMENT ON TABLE ${sqlTable(table)} IS ${comment === null ? "NULL" : quoteLiteral(comment)}`;
}

function tooManyColumns(table: TableName, count: number): ConfigError {
  return new ConfigError(
    `${labelOf(table)} would have ${count} columns, Sluice's own among them; a PostgreSQL table holds at most ${maxColumns}. Choose fewer fields, or raw normalization, which needs one column for them all.`,
  );
}

function conflict(table: TableName, column: TableColumn, there: ExistingColumn): ConfigError {
  return new ConfigError(
    `Column "${column.name}" of ${labelOf(table)} is ${there.sql}, but ${sqlName(column.type)} is needed now, and the one cannot become the other without loss. Drop or rename the column, or refresh the stream with "overwrite".`,
  );
}

export function labelOf(table: TableName): string {
  return `"${table.namespace}"."${table.name}"`;
}
