import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { Batch, Change, FeedPlan, StreamPlan, TableName, Value, WriteResult } from "@/connectors/sdk";
import { quoteLiteral, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import { MySqlSession, type ServerFacts } from "@/connectors/sdk/mysql/session";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createMySqlDatabase, type MySqlTestDatabase, type TextRow } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { type MySqlDestinationConfig, spec } from "./config";

/** Support for this connector's own tests. */
export function configOf(url: string, more: Partial<MySqlDestinationConfig> = {}): MySqlDestinationConfig {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    ...spec.parse({
      host: hostname,
      port: Number(port || 3306),
      database: decodeURIComponent(pathname.slice(1)),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    }),
    ...more,
  };
}

/** Every value as text, moments in ISO form and UTC, booleans by name; null where there is no such table. */
export async function readRows(database: MySqlTestDatabase, table: TableName): Promise<TextRow[] | null> {
  const columns = await database.query(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ${quoteLiteral(table.namespace)} AND TABLE_NAME = ${quoteLiteral(table.name)} ORDER BY ORDINAL_POSITION`,
  );
  if (columns.length === 0) return null;
  const types = new Map(columns.map(({ name, type }) => [name, type ?? ""]));
  const rows = await database.query(`SELECT * FROM ${quoteQualified(table.namespace, table.name)}`);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, text]) => [name, text && readable(text, types.get(name) ?? "")]),
    ),
  );
}

function readable(text: string, type: string): string {
  if (type.startsWith("datetime")) return `${text.replace(" ", "T")}Z`;
  return type === "tinyint(1)" ? String(text === "1") : text;
}

/** Tables of these databases that a person would call one: not Sluice's bookkeeping. */
export async function listTables(database: MySqlTestDatabase, databases: string[]): Promise<string[]> {
  const rows = await database.query(
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name FROM information_schema.TABLES
      WHERE TABLE_SCHEMA IN (${databases.map(quoteLiteral).join(", ")}) AND TABLE_NAME NOT LIKE '\\_sluice\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name ?? "");
}

/**
 * The server says something else of itself, until mocks are restored: all tests share one, and turning its settings
 * would reach into others.
 */
export function pretendServer(facts: Partial<ServerFacts>): void {
  const real = Object.getOwnPropertyDescriptor(MySqlSession.prototype, "server")?.get;
  vi.spyOn(MySqlSession.prototype, "server", "get").mockImplementation(function (this: MySqlSession) {
    return { ...(real?.call(this) as ServerFacts), ...facts };
  });
}

/** A database of its own for each test, and the verbs the tests speak in. */
export function useWriting(prefix: string) {
  let database: MySqlTestDatabase;
  let context: TestContext;
  let settings: MySqlDestinationConfig;
  let fence = 0;
  let tests = 0;
  beforeAll(async () => {
    database = await createMySqlDatabase(prefix);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    context = await createTestContext();
    out = `${database.name}_${++tests}`;
    await database.query(`CREATE DATABASE \`${out}\``);
    settings = configOf(database.url, { database: out });
  });
  afterEach(async () => {
    await context.dispose();
    await database.query(`DROP DATABASE \`${out}\``);
  });
  let out = "";

  const plan = (more: Partial<PlanOptions> = {}): StreamPlan =>
    planStream({ connectionId: "c", name: "orders", namespace: out, ...more });
  const feedOf = (stream: StreamPlan): FeedPlan => planFeed(stream, ++fence, "rows");
  const open = (feed: FeedPlan) => mysqlDestination.open(settings, feed, context);
  const rows = (values: Value[][], changes?: Map<number, Change[]>): Batch => ({
    encoding: "rows",
    rows: values,
    bytes: 100,
    ...(changes ? { changes } : {}),
  });
  const table = async (name = "orders") => (await readRows(database, { namespace: out, name })) ?? [];
  return {
    get ctx() {
      return context;
    },
    get config() {
      return settings;
    },
    /** Statements in the database of the test. */
    query: (sql: string) => database.query(`USE \`${out}\`; ${sql}`),
    plan,
    feedOf,
    open,
    rows,
    table,
    ids: async () => (await table()).map(({ id }) => Number(id)).sort((left, right) => left - right),
    finish: (stream: StreamPlan) => mysqlDestination.finish(settings, stream, context),
    measure: async (stream: StreamPlan) => (await mysqlDestination.measure(settings, stream, context)).rows,
    /** All tables, Sluice's own included. */
    allTables: async () =>
      (
        await database.query(
          `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${quoteLiteral(out)} ORDER BY 1`,
        )
      ).map(({ name }) => name ?? ""),
    /** One undisturbed slice. */
    async load(stream: StreamPlan, values: Value[][]): Promise<WriteResult> {
      const feed = feedOf(stream);
      const writer = await open(feed);
      try {
        const result = await writer.write(0, rows(values));
        await writer.commit(checkpointOf(feed, 1, values.length, true));
        return result;
      } finally {
        await writer.close();
      }
    },
    /** Ends the sessions that work in the database of the test, as an administrator might. */
    async endSessions(): Promise<void> {
      const found = await database.query(
        `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ${quoteLiteral(out)} AND ID <> CONNECTION_ID()`,
      );
      for (const { id } of found) await database.query(`KILL ${id ?? 0}`);
    },
  };
}
