import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Batch, FeedPlan, StreamPlan, TableName, Value, WriteResult } from "@/connectors/sdk";
import { quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import { finishAndMeasure } from "@/connectors/sdk/testing/finish";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { type PostgresDestinationConfig, spec } from "./config";

/** Support for this connector's own tests. */
export function configOf(
  url: string,
  more: Partial<PostgresDestinationConfig> = {},
): PostgresDestinationConfig {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    ...spec.parse({
      host: hostname,
      port: Number(port || 5432),
      database: decodeURIComponent(pathname.slice(1)),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    }),
    ...more,
  };
}

/** Every value as PostgreSQL writes it as text; null where there is no such table. */
export async function readRows(
  database: TestDatabase,
  table: TableName,
): Promise<Record<string, string | null>[] | null> {
  const name = quoteQualified(table.namespace, table.name);
  const [there] = await database.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
    name,
  ]);
  if (!there?.found) return null;
  const columns = await database.query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    [name],
  );
  const texts = columns.map((column) => `"${column.name.replaceAll('"', '""')}"::text`);
  return database.query(`SELECT ${texts.join(", ")} FROM ${name}`);
}

export async function tamper(
  database: TestDatabase,
  { namespace, name }: TableName,
  statement: (name: string) => string,
): Promise<void> {
  await database.query(statement(quoteQualified(namespace, name)));
}

/** Tables of these schemas that a person would call one: not Sluice's bookkeeping. */
export async function listTables(database: TestDatabase, schemas: string[]): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
      WHERE schemaname = ANY($1) AND NOT starts_with(tablename, '_sluice_') ORDER BY 1`,
    [schemas],
  );
  return rows.map(({ name }) => name);
}

/** A database of its own for a test file, with an empty schema "out" for each test, and the verbs the tests speak in. */
export function useWriting(prefix: string) {
  let database: TestDatabase;
  let context: TestContext;
  let settings: PostgresDestinationConfig;
  let fence = 0;
  beforeAll(async () => {
    database = await createTestDatabase(prefix);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    context = await createTestContext();
    settings = configOf(database.url, { schema: "out" });
    await database.query("DROP SCHEMA IF EXISTS out CASCADE");
  });
  afterEach(() => context.dispose());

  const plan = (more: Partial<PlanOptions> = {}): StreamPlan =>
    planStream({ connectionId: "c", name: "orders", namespace: "out", ...more });
  const feedOf = (stream: StreamPlan, encoding: FeedPlan["encoding"] = "rows"): FeedPlan =>
    planFeed(stream, ++fence, encoding);
  /** All that its stream gets in the run, committed at once. */
  const wholeOf = (stream: StreamPlan): FeedPlan => ({ ...feedOf(stream), isWhole: true });
  const open = (feed: FeedPlan) => postgresDestination.open(settings, feed, context);
  const rows = (values: Value[][]): Batch => ({ encoding: "rows", rows: values, bytes: 100 });
  const table = async (name = "orders") => (await readRows(database, { namespace: "out", name })) ?? [];
  return {
    get ctx() {
      return context;
    },
    get config() {
      return settings;
    },
    get url() {
      return database.url;
    },
    query: <Row extends Record<string, unknown>>(sql: string) => database.query<Row>(sql),
    plan,
    feedOf,
    wholeOf,
    open,
    rows,
    table,
    ids: async () => (await table()).map(({ id }) => Number(id)).sort((left, right) => left - right),
    finish: (stream: StreamPlan) => finishAndMeasure(postgresDestination, settings, stream, context),
    /** One undisturbed slice. */
    async load(stream: StreamPlan, values: Value[][], feed = feedOf(stream)): Promise<WriteResult> {
      const writer = await open(feed);
      try {
        const result = await writer.write(0, rows(values));
        await writer.commit(checkpointOf(feed, 1, values.length, true));
        return result;
      } finally {
        await writer.close();
      }
    },
    /** Ends the sessions of all writers, as an administrator might. */
    endSessions: () =>
      database.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND starts_with(application_name, 'sluice')",
      ),
  };
}

/** A tuple in its CopyData message, as pg-copy-binary has it; short ones only. */
export function copyMessage(tuple: number[]): Uint8Array {
  return Uint8Array.from([0x64, 0, 0, 0, tuple.length + 4, ...tuple]);
}
