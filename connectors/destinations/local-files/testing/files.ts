import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { TableName } from "@/connectors/sdk";
import { readFileRows } from "@/connectors/sdk/files/testing/rows";
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
    rows.push(...(await readFileRows(file)));
  }
  return rows;
}
