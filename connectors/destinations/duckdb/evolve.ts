import { ConfigError, metaColumns, type TableName } from "@/connectors/sdk";
import { quote } from "@/connectors/sdk/duckdb/names";
import { qualify, type Database, type TableColumn } from "./layout";
import type { Session } from "@/connectors/sdk/duckdb/client";

/** What stands under a table's name now. */
export type Existing = { kind: "none" } | { kind: "view" } | { kind: "table"; columns: TableColumn[] };

export interface TableChange {
  statements: string[];
  warnings: string[];
  /** Of the wanted columns, as they will be: an existing wider type stays. */
  columns: TableColumn[];
}

/** By names that are asked for: a query over the columns of all tables takes ten times as long, however few there are. */
export async function describeTable(session: Session, table: TableName): Promise<Existing> {
  const where = "database_name = $1 AND lower(schema_name) = lower($2)";
  const values = [session.catalog, table.namespace, table.name];
  const [found] = await session.rows(
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE ${where} AND lower(table_name) = lower($3)`,
    values,
  );
  if (!found) {
    const views = await session.number(
      `SELECT count(*) FROM duckdb_views() WHERE ${where} AND lower(view_name) = lower($3)`,
      values,
    );
    return { kind: views > 0 ? "view" : "none" };
  }
  const [namespace, name] = found.map(String) as [string, string];
  const columns = await session.rows("SELECT name, type FROM pragma_table_info($1)", [
    qualify({ catalog: session.catalog }, { namespace, name }),
  ]);
  return {
    kind: "table",
    columns: columns.map(([column, type]) => ({ name: String(column), type: String(type) })),
  };
}

/** The types of the columns of all tables, in one query, by `tableKey`. */
export async function describeAllTypes(session: Session): Promise<Map<string, Map<string, string>>> {
  const rows = await session.rows(
    "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = $1",
    [session.catalog],
  );
  const found = new Map<string, Map<string, string>>();
  for (const [namespace, table, name, type] of rows) {
    const key = tableKey({ namespace: String(namespace), name: String(table) });
    const types = found.get(key) ?? new Map<string, string>();
    found.set(key, types.set(String(name).toLowerCase(), String(type)));
  }
  return found;
}

/** The same for names that DuckDB takes for the same. */
export function tableKey({ namespace, name }: TableName): string {
  return JSON.stringify([namespace, name]).toLowerCase();
}

/**
 * The least that makes the table take `wanted`: nothing is dropped, no value is changed. ConfigError where that cannot
 * be, or where the table is not one of ours.
 */
export function planTable(
  database: Database,
  table: TableName,
  existing: Existing,
  wanted: TableColumn[],
): TableChange {
  const name = qualify(database, table);
  if (existing.kind === "none") {
    const columns = wanted.map(definitionOf).join(", ");
    return {
      statements: [
        `CREATE SCHEMA IF NOT EXISTS ${quote(database.catalog)}.${quote(table.namespace)}`,
        `CREATE TABLE ${name} (${columns})`,
      ],
      warnings: [],
      columns: wanted,
    };
  }
  const change: TableChange = { statements: [], warnings: [], columns: [] };
  const present = new Map(
    requireOurs(table, existing).map((column) => [column.name.toLowerCase(), column.type]),
  );
  for (const column of wanted) {
    const { type, settled } = meetExisting(column, present);
    if (settled === null) throw cannotWiden(table, column, type ?? "");
    if (type === undefined)
      change.statements.push(`ALTER TABLE ${name} ADD COLUMN ${quote(column.name)} ${column.type}`);
    else if (settled !== type)
      change.statements.push(`ALTER TABLE ${name} ALTER COLUMN ${quote(column.name)} TYPE ${settled}`);
    if (settled !== column.type)
      change.warnings.push(
        `${table.namespace}.${table.name}.${column.name} stays ${settled}, which holds ${column.type} too.`,
      );
    change.columns.push({ name: column.name, type: settled });
  }
  return change;
}

/** The type of the column that is there under the name, and the one that it settles on; null where it must make way. */
export function meetExisting(
  { name, type: wanted }: TableColumn,
  present: ReadonlyMap<string, string>,
): { type: string | undefined; settled: string | null } {
  const type = present.get(name.toLowerCase());
  return { type, settled: type === undefined ? wanted : commonType(type, wanted) };
}

function definitionOf({ name, type, compression }: TableColumn): string {
  return `${quote(name)} ${type}${compression ? ` USING COMPRESSION ${compression}` : ""}`;
}

const requiredColumns = [
  metaColumns.rawId,
  metaColumns.extractedAt,
  metaColumns.meta,
  metaColumns.generationId,
];

export function isOurs(existing: Existing): boolean {
  return existing.kind === "table" && missingColumns(existing.columns).length === 0;
}

/** The columns of a table that may be replaced, or added to, because a sync made it; none where there is no table. */
export function requireOurs(table: TableName, existing: Existing): TableColumn[] {
  const label = `${table.namespace}.${table.name}`;
  if (existing.kind === "none") return [];
  if (existing.kind === "view")
    throw new ConfigError(
      `${label} is a view. Drop it, or give the connection a prefix or a namespace, so that a table can stand there.`,
    );
  const missing = missingColumns(existing.columns);
  if (missing.length > 0)
    throw new ConfigError(
      `The table ${label} was made by something else: it has no column ${missing.join(", ")}. Rename or drop it, or give the connection a prefix or a namespace.`,
    );
  return existing.columns;
}

function missingColumns(columns: TableColumn[]): string[] {
  const names = new Set(columns.map((column) => column.name.toLowerCase()));
  return requiredColumns.filter((name) => !names.has(name));
}

function cannotWiden(table: TableName, column: TableColumn, type: string): ConfigError {
  return new ConfigError(
    `${table.namespace}.${table.name}.${column.name} is ${type}, and the source now gives ${column.type}, which it cannot hold without loss. Clear the stream to begin its table anew, or rename that column.`,
  );
}

const integerBits: Record<string, number> = { SMALLINT: 16, INTEGER: 32, BIGINT: 64 };
const integerDigits: Record<string, number> = { SMALLINT: 5, INTEGER: 10, BIGINT: 19 };

/**
 * The type that holds every value of both without loss, `existing` itself where it does; null where there is none.
 * Anything but bytes has an exact text, so VARCHAR is always the last resort, if one of the two is VARCHAR already.
 */
export function commonType(existing: string, wanted: string): string | null {
  if (existing === wanted) return existing;
  const [left, right] = [integerBits[existing], integerBits[wanted]];
  if (left !== undefined && right !== undefined) return left > right ? existing : wanted;
  const decimal = commonDecimal(existing, wanted);
  if (decimal) return decimal;
  for (const [narrow, wide] of widenings) {
    if (existing === wide && wanted === narrow) return wide;
    if (existing === narrow && wanted === wide) return wide;
  }
  const hasText = existing === "VARCHAR" || wanted === "VARCHAR";
  return hasText && existing !== "BLOB" && wanted !== "BLOB" ? "VARCHAR" : null;
}

const widenings = [
  ["FLOAT", "DOUBLE"],
  ["SMALLINT", "DOUBLE"],
  ["INTEGER", "DOUBLE"],
  ["SMALLINT", "FLOAT"],
  ["DATE", "TIMESTAMP"],
] as const;

function commonDecimal(existing: string, wanted: string): string | null {
  const [left, right] = [decimalDigits(existing), decimalDigits(wanted)];
  if (!left || !right) return null;
  const whole = Math.max(left.whole, right.whole);
  const scale = Math.max(left.scale, right.scale);
  return whole + scale <= 38 ? `DECIMAL(${whole + scale},${scale})` : null;
}

/** Digits before and after the point; integers have none after it. */
function decimalDigits(type: string): { whole: number; scale: number } | null {
  const integer = integerDigits[type];
  if (integer !== undefined) return { whole: integer, scale: 0 };
  const match = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  return match ? { whole: Number(match[1]) - Number(match[2]), scale: Number(match[2]) } : null;
}
