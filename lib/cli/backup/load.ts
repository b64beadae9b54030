import type pg from "pg";
import { inTransaction, runMigration } from "@/lib/db/migrate";
import type { Migration } from "@/lib/db/migrate-folder";
import { planMigrations } from "@/lib/db/migrate-plan";
import { CommandError } from "../command";
import { textForm, type Entry, type Header } from "./format";
import { listTables, writableColumns } from "./tables";

const maxBatchRows = 500;
const maxBatchChars = 2_000_000;

export interface Load {
  header: Header;
  entries: AsyncIterator<Entry>;
  /** The migrations of this version of Sluice. */
  known: Migration[];
  /** Removes first what the database holds. */
  replace: boolean;
}

/**
 * Restores in one transaction: at any failure the database is as it was. It is then at the migrations of the backup.
 * Throws CommandError or MigrationError for a backup that is damaged or of another version.
 */
export async function load(
  client: pg.Client,
  { header, entries, known, replace }: Load,
): Promise<{ rows: number }> {
  checkMigrations(header, known);
  const names = new Set(header.migrations.map(({ name }) => name));
  return inTransaction(client, async () => {
    await client.query(textForm);
    if (replace) await client.query(dropEverything);
    for (const migration of known.filter(({ name }) => names.has(name)))
      await runMigration(client, migration);
    const tables = await listTables(client);
    // Migrations may have brought rows of their own; the backup has them too.
    if (tables.length > 0) await client.query(`TRUNCATE ${tables.join(", ")}`);
    const constraints = await dropForeignKeys(client);
    const rows = await loadEntries(client, entries);
    for (const { table, name, definition } of constraints) {
      await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
    }
    return { rows };
  });
}

function checkMigrations({ migrations }: Header, known: Migration[]): void {
  const unknown = migrations.filter(({ name }) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new CommandError(
      `The backup was made by a newer version of Sluice (this one does not know ${unknown.map(({ name }) => name).join(", ")}): update first.`,
    );
  }
  planMigrations(
    known,
    migrations.map((migration) => ({ ...migration, finished: true, rolledBack: false })),
  );
}

async function loadEntries(client: pg.Client, entries: AsyncIterator<Entry>): Promise<number> {
  let insert: ((rows: string[]) => Promise<unknown>) | undefined;
  let batch: string[] = [];
  let chars = 0;
  let rows = 0;
  const flush = async () => {
    if (batch.length > 0) await insert?.(batch);
    rows += batch.length;
    batch = [];
    chars = 0;
  };
  for (let next = await entries.next(); !next.done; next = await entries.next()) {
    const entry = next.value;
    if (typeof entry === "string") {
      batch.push(entry);
      chars += entry.length;
      if (batch.length >= maxBatchRows || chars >= maxBatchChars) await flush();
      continue;
    }
    await flush();
    if ("table" in entry) insert = await insertInto(client, entry.table);
    else if ("sequence" in entry) {
      await client.query("SELECT setval($1::regclass, $2, $3)", [
        entry.sequence,
        entry.lastValue,
        entry.isCalled,
      ]);
    } else if (entry.rows === rows) return rows;
    else
      throw new CommandError(
        `The backup is damaged: it has ${rows} of ${entry.rows} rows. Nothing was changed.`,
      );
  }
  throw new CommandError("The backup is not whole: its end is missing. Nothing was changed.");
}

/** Rows come in PostgreSQL's own text form of the table's row type. */
async function insertInto(client: pg.Client, table: string): Promise<(rows: string[]) => Promise<unknown>> {
  const columns = await writableColumns(client, table);
  const values = columns.map((column) => `(r.row).${column}`).join(", ");
  const statement = `INSERT INTO ${table} (${columns.join(", ")}) OVERRIDING SYSTEM VALUE
    SELECT ${values} FROM (SELECT line::${table} AS row FROM unnest($1::text[]) AS line OFFSET 0) AS r`;
  return (rows) => client.query(statement, [rows]);
}

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** Rows come table by table: references hold only when all are there. */
async function dropForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, format('%I', conname) AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`,
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return rows;
}

/** What migrations can have made, except what extensions brought. Tables go first and take most of the rest along. */
const dropEverything = `
  DO $$
  DECLARE
    foreign_oids oid[] := ARRAY(SELECT objid FROM pg_depend WHERE deptype = 'e');
    statements text[] := ARRAY(
      SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND oid <> ALL (foreign_oids)
    ) || ARRAY(
      SELECT format('DROP VIEW IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v' AND oid <> ALL (foreign_oids)
    ) || ARRAY(
      SELECT format('DROP SEQUENCE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' AND oid <> ALL (foreign_oids)
    ) || ARRAY(
      SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
       WHERE pronamespace = current_schema()::regnamespace AND oid <> ALL (foreign_oids)
    ) || ARRAY(
      SELECT format('DROP TYPE IF EXISTS %s CASCADE', oid::regtype) FROM pg_type
       WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd') AND oid <> ALL (foreign_oids)
    );
    statement text;
  BEGIN
    FOREACH statement IN ARRAY statements LOOP
      EXECUTE statement;
    END LOOP;
  END $$`;
