import type { TableName } from "@/connectors/sdk";
import { quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import type { TestDatabase } from "@/tests/support/postgres";
import { type PostgresDestinationConfig, spec } from "./config";

/** Support for this connector's own tests. */
export function configOf(
  url: string,
  more: Partial<PostgresDestinationConfig> = {},
): PostgresDestinationConfig {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    ...spec.parse({
      host: hostname,
      port: Number(port || 5432),
      database: decodeURIComponent(pathname.slice(1)),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    }),
    ...more,
  };
}

/** Every value as PostgreSQL writes it as text; null where there is no such table. */
export async function readRows(
  database: TestDatabase,
  table: TableName,
): Promise<Record<string, string | null>[] | null> {
  const name = quoteQualified(table.namespace, table.name);
  const [there] = await database.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
    name,
  ]);
  if (!there?.found) return null;
  const columns = await database.query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    [name],
  );
  const texts = columns.map((column) => `"${column.name.replaceAll('"', '""')}"::text`);
  return database.query(`SELECT ${texts.join(", ")} FROM ${name}`);
}

/** Tables of these schemas that a person would call one: not Sluice's bookkeeping. */
export async function listTables(database: TestDatabase, schemas: string[]): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
      WHERE schemaname = ANY($1) AND NOT starts_with(tablename, '_sluice_') ORDER BY 1`,
    [schemas],
  );
  return rows.map(({ name }) => name);
}
