import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { TableName } from "@/connectors/sdk";
import type { ReadRow } from "@/connectors/sdk/testing";

/** What a program beside Sluice sees in a DuckDB file: for tests alone. */
export function query(file: string, sql: string): Promise<(string | null)[][]> {
  return withFile(file, (connection) => ask(connection, sql));
}

async function withFile<Result>(file: string, work: (connection: DuckDBConnection) => Promise<Result>) {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function ask(connection: DuckDBConnection, sql: string): Promise<(string | null)[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}

/** Tables of the file, without DuckDB's own. */
export async function listTables(file: string): Promise<string[]> {
  const rows = await query(file, "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL");
  return rows.map(([name]) => String(name));
}

/** All rows of a table with every value as text; null where there is no such table. */
export function readRows(file: string, table: TableName): Promise<ReadRow[] | null> {
  return withFile(file, (connection) => readTable(connection, path.parse(file).name, table));
}

async function readTable(
  connection: DuckDBConnection,
  catalog: string,
  table: TableName,
): Promise<ReadRow[] | null> {
  const columns = await ask(
    connection,
    `SELECT column_name FROM duckdb_columns() WHERE schema_name = '${table.namespace}' AND table_name = '${table.name}' ORDER BY column_index`,
  );
  if (columns.length === 0) return null;
  const names = columns.map(([name]) => String(name));
  const list = names.map((name) => `"${name}"::VARCHAR`).join(", ");
  const rows = await ask(connection, `SELECT ${list} FROM "${catalog}"."${table.namespace}"."${table.name}"`);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}
