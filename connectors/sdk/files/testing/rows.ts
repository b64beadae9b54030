import type { ReadRow } from "../../testing";
import { runDuckDb } from "./parquet";

/** All rows of a CSV, JSONL or Parquet file, packed or not, as DuckDB reads them: text for every value. */
export async function readFileRows(file: string): Promise<ReadRow[]> {
  if (file.endsWith(".parquet")) return readParquet(file);
  return file.includes(".csv") ? readCsv(file) : readJsonl(file);
}

async function readJsonl(file: string): Promise<ReadRow[]> {
  const pairs = await runDuckDb(
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
  const columns = (await runDuckDb(`DESCRIBE FROM ${source}`)).map(([name]) => String(name));
  const rows = await runDuckDb(`FROM ${source}`);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}

async function readParquet(file: string): Promise<ReadRow[]> {
  const columns = (await runDuckDb(`DESCRIBE FROM '${file}'`)).map(([name]) => String(name));
  const rows = await runDuckDb("SET TimeZone = 'UTC'", `SELECT COLUMNS(*)::VARCHAR FROM '${file}'`);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}
