import { randomBytes } from "node:crypto";
import pg from "pg";
import { describe } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import { createPool } from "@/lib/db/pool";

/** A real PostgreSQL (15 or newer) that tests may create databases on, for example postgresql://postgres@127.0.0.1:5432/postgres. */
export const testPostgresUrl = process.env.SLUICE_TEST_POSTGRES_URL;

if (!testPostgresUrl && process.env.CI) {
  throw new Error("SLUICE_TEST_POSTGRES_URL is not set: in CI no test of a server may be skipped.");
}

/** A suite that needs a PostgreSQL server; without one it is listed as skipped, by name. */
export const describeWithPostgres = testPostgresUrl ? describe : describe.skip;

export interface TestDatabase {
  url: string;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A new, empty database on the test server, with a name no other run has. */
export async function createTestDatabase(prefix = "test"): Promise<TestDatabase> {
  const name = `sluice_${prefix}_${randomBytes(6).toString("hex")}`;
  await onServer((admin) => admin.query(`CREATE DATABASE "${name}"`));
  const url = databaseUrl(name);
  const pool = createPool(url, 4);
  return {
    url,
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await pool.query<Row>(text, values)).rows;
    },
    async drop() {
      await pool.end();
      await onServer((admin) => admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
    },
  };
}

/** A PostgreSQL connector's configuration for the database at `url`. */
export function connectorConfigOf(url: string, more: JsonObject = {}): JsonObject {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ssl_mode: { mode: "disable" },
    ...more,
  };
}

/** A session of its own, for transactions that stay open. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/**
 * Resolves once every transaction that is open now, in any database of the server, has ended: until then a source
 * takes what was written before for what may still change.
 */
export async function transactionsToEnd(database: TestDatabase): Promise<void> {
  const [now] = await database.query<{ next: string }>(
    "SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next",
  );
  const isOver = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS over, pg_sleep(0.02)";
  while (!(await database.query<{ over: boolean }>(isOver, [now?.next]))[0]?.over);
}

function databaseUrl(name: string): string {
  const url = new URL(testPostgresUrl ?? "");
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: testPostgresUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
