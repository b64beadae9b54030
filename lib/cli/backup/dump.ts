import type { Writable } from "node:stream";
import { once } from "node:events";
import type pg from "pg";
import { readMigrationRows } from "@/lib/db/migrate";
import { CommandError } from "../command";
import { formatVersion, textForm, type Entry, type Header } from "./format";
import { listSequences, listTables } from "./tables";

const rowsPerFetch = 500;

/** Writes everything in the database as of one moment; writers are not held up. */
export async function dump(client: pg.Client, sink: Writable): Promise<{ tables: number; rows: number }> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await client.query(textForm);
  const migrations = await readMigrationRows(client);
  if (!migrations?.length) throw new CommandError("The database is empty: there is nothing to back up.");
  const put = async (entry: Entry | Header) => {
    if (!sink.write(`${JSON.stringify(entry)}\n`)) await once(sink, "drain");
  };
  await put({
    format: "sluice-backup",
    version: formatVersion,
    createdAt: new Date().toISOString(),
    migrations: migrations.filter((row) => !row.rolledBack).map(({ name, checksum }) => ({ name, checksum })),
  });
  const tables = await listTables(client);
  let rows = 0;
  for (const table of tables) {
    await put({ table });
    for await (const row of readRows(client, table)) {
      await put(row);
      rows++;
    }
  }
  for (const sequence of await listSequences(client)) await put(await readSequence(client, sequence));
  await put({ end: true, rows });
  await client.query("COMMIT");
  return { tables: tables.length, rows };
}

async function* readRows(client: pg.Client, table: string): AsyncGenerator<string> {
  await client.query(`DECLARE dumped NO SCROLL CURSOR FOR SELECT (t.*)::text AS row FROM ${table} AS t`);
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${rowsPerFetch} FROM dumped`);
    for (const { row } of rows) yield row;
    if (rows.length < rowsPerFetch) break;
  }
  await client.query("CLOSE dumped");
}

async function readSequence(client: pg.Client, sequence: string): Promise<Entry> {
  const { rows } = await client.query<{ lastValue: string; isCalled: boolean }>(
    `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${sequence}`,
  );
  const [state] = rows;
  if (!state) throw new Error(`The sequence ${sequence} has no state.`);
  return { sequence, ...state };
}
