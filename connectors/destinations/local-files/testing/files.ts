import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { TableName } from "@/connectors/sdk";
import type { ReadRow } from "@/connectors/sdk/testing";

/** All files below a folder, those of the hidden folder too, from the folder. */
export async function listFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** All rows of a stream's files, as DuckDB reads them: text for every value; null where there is no file. */
export async function readRows(folder: string, table: TableName): Promise<ReadRow[] | null> {
  const base = `${table.namespace}/${table.name}`;
  const files = (await listFiles(folder)).filter(
    (name) => name.startsWith(`${base}/`) || (name.startsWith(`${base}.`) && !name.startsWith(".sluice")),
  );
  if (files.length === 0) return null;
  const rows: ReadRow[] = [];
  for (const name of files) {
    const file = path.join(folder, name);
    rows.push(...(name.includes(".csv") ? await readCsv(file) : await readJsonl(file)));
  }
  return rows;
}

async function readJsonl(file: string): Promise<ReadRow[]> {
  const pairs = await query(
    `SELECT line, key, json->>('/' || replace(replace(key, '~', '~0'), '/', '~1'))
       FROM (SELECT row_number() OVER () AS line, json, unnest(json_keys(json)) AS key FROM read_ndjson_objects('${file}'))
      ORDER BY line`,
  );
  const rows = new Map<string | null, ReadRow>();
  for (const [line = null, key, value = null] of pairs)
    rows.set(line, { ...rows.get(line), [String(key)]: value });
  return [...rows.values()];
}

async function readCsv(file: string): Promise<ReadRow[]> {
  const source = `read_csv('${file}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, new_line = '\\n', max_line_size = 10000000)`;
  const columns = (await query(`DESCRIBE FROM ${source}`)).map(([name]) => String(name));
  const rows = await query(`FROM ${source}`);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}

async function query(sql: string): Promise<(string | null)[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
