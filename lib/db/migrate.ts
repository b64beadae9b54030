import { randomUUID } from "node:crypto";
import pg from "pg";
import { readMigrations, type Migration } from "./migrate-folder";
import { MigrationError, planMigrations, type MigrationRow } from "./migrate-plan";

export { MigrationError } from "./migrate-plan";

export interface MigrationResult {
  /** Names, in the order in which they were applied; empty when the database was up to date. */
  applied: string[];
  /** The database was empty before. */
  created: boolean;
}

/** The key under which Prisma's own tools lock, so that theirs and ours never run at the same time. */
const migrationLock = 72_707_369;
const lockTimeoutMs = 60_000;
const minServerVersion = 150_000;
const insufficientPrivilege = "42501";

/**
 * Brings the database at `url` to the migrations in `folder`, each in a transaction of its own: a failing one leaves no
 * trace. Keeps Prisma's `_prisma_migrations`, so `prisma migrate` and this take turns freely. Safe to run again and in
 * several processes at once. Throws MigrationError, with nothing changed, for a database that is newer, edited, half
 * migrated, somebody else's or of an unusable kind.
 */
export async function applyMigrations(url: string, folder: string): Promise<MigrationResult> {
  const known = readMigrations(folder);
  const client = new pg.Client({
    connectionString: url,
    application_name: "sluice migrations",
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks fails the next query; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SET statement_timeout = 0");
    await checkServer(client);
    await lock(client);
    return await migrate(client, known);
  } finally {
    await client.end();
  }
}

/** Commits what `work` did, or undoes it all when it throws. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // On a broken connection this fails too, and the server undoes by itself.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
  await client.query("COMMIT");
  return result;
}

/** The rows of `_prisma_migrations`, or undefined when the table is not there. */
export async function readMigrationRows(client: pg.Client): Promise<MigrationRow[] | undefined> {
  const { rows: tables } = await client.query(
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_prisma_migrations'",
  );
  if (tables.length === 0) return undefined;
  const { rows } = await client.query<MigrationRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack"
       FROM _prisma_migrations ORDER BY migration_name`,
  );
  return rows;
}

/** Runs one migration and records it, in the caller's transaction. */
export async function runMigration(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query(migrationsTable);
    await client.query(migration.script);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const denied = cause instanceof pg.DatabaseError && cause.code === insufficientPrivilege;
    const advice = denied ? " The user of DATABASE_URL should own the database." : "";
    throw new MigrationError(`The migration ${migration.name} failed and was undone: ${reason}.${advice}`, {
      cause,
    });
  }
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  );
}

/** As Prisma's schema engine creates it. */
const migrationsTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

async function migrate(client: pg.Client, known: Migration[]): Promise<MigrationResult> {
  const rows = await readMigrationRows(client);
  if (!rows) await checkEmpty(client);
  const pending = planMigrations(known, rows ?? []);
  for (const migration of pending) {
    await inTransaction(client, () => runMigration(client, migration));
  }
  return { applied: pending.map(({ name }) => name), created: (rows ?? []).length === 0 };
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{
    version: number;
    label: string;
    encoding: string;
    schema: string | null;
  }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS label,
            current_setting('server_encoding') AS encoding, current_schema() AS schema`,
  );
  const [server] = rows;
  if (!server || server.version < minServerVersion) {
    throw new MigrationError(`DATABASE_URL names a PostgreSQL ${server?.label}: Sluice needs 15 or newer.`);
  }
  if (server.encoding !== "UTF8") {
    throw new MigrationError(
      `The database of DATABASE_URL is encoded in ${server.encoding}: create one with ENCODING 'UTF8' and name that.`,
    );
  }
  if (server.schema === null) {
    throw new MigrationError(
      "The database of DATABASE_URL has no schema on its search_path: create the schema `public`.",
    );
  }
}

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  } catch (cause) {
    throw new MigrationError(
      `Another process has been migrating this database for more than ${lockTimeoutMs / 1000} s. Wait for it or end it.`,
      { cause },
    );
  }
  await client.query("SET lock_timeout = 0");
}

async function checkEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1 LIMIT 4",
  );
  if (rows.length === 0) return;
  const names = rows.map(({ tablename }) => tablename).join(", ");
  throw new MigrationError(
    `The database is used by something else (it has the tables ${names}). Give Sluice a database of its own in DATABASE_URL.`,
  );
}
