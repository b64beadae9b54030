import type { TableName } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { tableKey } from "./layout";
import type { ExistingColumn } from "./tables";

/** A row of the server's catalog. */
export interface ColumnRow extends Record<string, string | null> {
  table: string;
  name: string;
  dataType: string;
  columnType: string;
  precision: string | null;
  scale: string | null;
  maxLength: string | null;
  fraction: string | null;
  collation: string | null;
  nullable: string;
  extra: string;
}

/** What `toColumn` reads, of information_schema.COLUMNS as `c`. */
export const columnFacts = `
  c.TABLE_NAME AS \`table\`, COLUMN_NAME AS name, LOWER(DATA_TYPE) AS dataType, LOWER(COLUMN_TYPE) AS columnType,
  NUMERIC_PRECISION AS \`precision\`, NUMERIC_SCALE AS scale, CHARACTER_MAXIMUM_LENGTH AS maxLength,
  DATETIME_PRECISION AS fraction, COLLATION_NAME AS collation, IS_NULLABLE AS nullable, EXTRA AS extra`;

/** The columns of many tables, in one query, by `tableKey`; of none where there is no such table. */
export async function readColumns(
  session: MySqlSession,
  tables: TableName[],
): Promise<Map<string, ExistingColumn[]>> {
  const { isMariaDb, foldsTableCase } = session.server;
  const keyOf = (namespace: string, name: string) =>
    tableKey({ namespace, name: foldsTableCase ? name.toLowerCase() : name });
  const found = new Map<string, ExistingColumn[]>();
  const namespaces = [...new Set(tables.map(({ namespace }) => namespace))];
  const each = namespaces.map((namespace) => {
    const names = tables.filter((table) => table.namespace === namespace).map(({ name }) => name);
    return columnsSql(namespace, names, isMariaDb);
  });
  const rows = await session.query<ColumnRow & { namespace: string; isJson: string }>(
    "Looking at the columns of the tables",
    each.join(" UNION ALL "),
  );
  for (const row of rows) {
    const key = keyOf(row.namespace, row.table);
    const columns = found.get(key) ?? [];
    columns.push(toColumn(row, row.isJson === "1"));
    found.set(key, columns);
  }
  return new Map(
    tables.map((table) => [tableKey(table), found.get(keyOf(table.namespace, table.name)) ?? []]),
  );
}

export function toColumn(row: ColumnRow, isJson: boolean): ExistingColumn {
  const number = (text: string | null) => (text === null ? null : Number(text));
  return {
    name: row.name,
    dataType: row.dataType,
    columnType: row.columnType,
    precision: number(row.precision),
    scale: number(row.scale),
    maxLength: number(row.maxLength),
    fraction: number(row.fraction),
    isJson,
    collation: row.collation,
    isRequired: row.nullable === "NO",
    isGenerated: /(VIRTUAL|STORED) GENERATED/i.test(row.extra),
  };
}

/** MariaDB's JSON is a longtext with a check of the column's own name. */
function columnsSql(namespace: string, names: string[], isMariaDb: boolean): string {
  const schema = quoteLiteral(namespace);
  const list = names.map(quoteLiteral).join(", ");
  const json = `SELECT TABLE_NAME, CONSTRAINT_NAME FROM information_schema.CHECK_CONSTRAINTS
     WHERE CONSTRAINT_SCHEMA = ${schema} AND TABLE_NAME IN (${list}) AND CHECK_CLAUSE LIKE 'json\\_valid(%'`;
  const joined = `LEFT JOIN (${json}) AS j ON j.TABLE_NAME = c.TABLE_NAME AND j.CONSTRAINT_NAME = c.COLUMN_NAME`;
  return `
    SELECT ${schema} AS namespace, ${columnFacts}, ${isMariaDb ? "j.TABLE_NAME IS NOT NULL" : "FALSE"} AS isJson
      FROM information_schema.COLUMNS AS c ${isMariaDb ? joined : ""}
     WHERE c.TABLE_SCHEMA = ${schema} AND c.TABLE_NAME IN (${list})`;
}
