import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { closeDb } from "@/lib/db";
import { setDatabaseUrl } from "@/lib/env";
import { databaseUrl, onServer } from "./console-server";

export interface ConsoleDatabase {
  url: string;
  /** Empties every table and begins every sequence anew; the migrations stay. */
  reset(): Promise<void>;
  /** Ends `db()` and drops the database. */
  stop(): Promise<void>;
}

/**
 * A migrated, empty console database of one's own, for integration tests of services; `db()` uses it from now on. Call
 * it in `beforeAll`, `stop` in `afterAll`. A copy of a template: about 0.1 s.
 */
export async function startConsoleDatabase(): Promise<ConsoleDatabase> {
  const database = await createDatabase(inject("consoleServer").template);
  setDatabaseUrl(database.url);
  return {
    ...database,
    reset: () => emptyTables(database.url),
    stop: async () => {
      await closeDb();
      await database.drop();
    },
  };
}

/** A database with nothing in it, on the same server: for tests of migrations, backup and start-up. */
export function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  return createDatabase("template0");
}

async function createDatabase(template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject("consoleServer");
  const name = `${server.prefix}_${randomBytes(4).toString("hex")}`;
  await onServer(server.url, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: databaseUrl(server.url, name),
    drop: async () => {
      await onServer(server.url, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function emptyTables(url: string): Promise<void> {
  return onServer(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I', tablename) AS name FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> '_prisma_migrations'`,
    );
    const names = rows.map(({ name }) => name);
    if (names.length > 0) await client.query(`TRUNCATE ${names.join(", ")} RESTART IDENTITY CASCADE`);
  });
}
