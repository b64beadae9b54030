import { createReadStream, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

/**
 * The rows of a stream's plain JSONL files, as local-files writes them below `folder` (its namespace's): the one file
 * of overwrite, or the files of all runs of append. Every value as text.
 */
export async function readLocalFiles(
  folder: string,
  stream: string,
): Promise<Record<string, string | null>[]> {
  const runs = path.join(folder, stream);
  const names = existsSync(runs) ? (await readdir(runs)).map((name) => path.join(stream, name)) : [];
  const files = [...names.sort(), `${stream}.jsonl`].map((name) => path.join(folder, name));
  const rows: Record<string, string | null>[] = [];
  for (const file of files.filter((each) => existsSync(each)))
    for await (const line of createInterface({ input: createReadStream(file) })) rows.push(asText(line));
  return rows;
}

function asText(line: string): Record<string, string | null> {
  const row = JSON.parse(line) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}
