import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpointOf, describeDestinationConformance, planFeed, planStream } from "@/connectors/sdk/testing";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { describeWithPooler, type Pooler, startPooler } from "@/tests/support/pgbouncer";
import { connectTo, createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { configOf, listTables, readRows, tamper } from "./testing";

describeWithPooler.each(["session", "transaction"] as const)(
  "PostgreSQL destination behind PgBouncer, pooling by %s",
  (mode) => {
    let database: TestDatabase;
    let pooler: Pooler;
    let places = 0;
    beforeAll(async () => {
      database = await createTestDatabase("pgpooled");
      pooler = await startPooler(mode);
    });
    afterAll(async () => {
      await pooler.stop();
      await database.drop();
    });

    describeDestinationConformance({
      destination: postgresDestination,
      setUp: () => {
        const schema = `place_${++places}`;
        const config = configOf(pooler.through(database.url), { schema, raw_data_schema: `${schema}_raw` });
        return Promise.resolve({
          config,
          refused: [{ config: { ...config, database: "no_such_database" }, says: /no_such_database/ }],
          readRows: (table) => readRows(database, table),
          tamper: (table, statement) => tamper(database, table, statement),
          listTables: () => listTables(database, [schema, `${schema}_raw`]),
          tearDown: async () => {
            await database.query(`DROP SCHEMA IF EXISTS ${schema}, ${schema}_raw CASCADE`);
          },
        });
      },
    });
  },
);

describeWithPooler("the sessions of a pool, when writers have used them", () => {
  let database: TestDatabase;
  let pooler: Pooler;
  let ctx: TestContext;
  beforeAll(async () => {
    ctx = await createTestContext();
    database = await createTestDatabase("pgpool");
    pooler = await startPooler("transaction", ["default_pool_size = 2"]);
  });
  afterAll(async () => {
    await pooler.stop();
    await database.drop();
    await ctx.dispose();
  });

  const open = async (fence: number) => {
    const config = configOf(pooler.through(database.url), { schema: "out" });
    const plan = planFeed(planStream({ connectionId: "c", name: "orders", namespace: "out" }), fence);
    return { plan, writer: await postgresDestination.open(config, plan, ctx) };
  };
  const load = async (fence: number) => {
    const { plan, writer } = await open(fence);
    await writer.write(0, { encoding: "rows", rows: [[fence, "x", 1]], bytes: 50 });
    await writer.commit(checkpointOf(plan, fence, 1));
    await writer.close();
  };

  it("hold nothing that the next client would meet: no settings, statements, locks or temporary tables", async () => {
    await load(1);
    const client = await connectTo(pooler.through(database.url));
    const { rows } = await client.query(
      `SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout,
              (SELECT count(*)::int FROM pg_prepared_statements WHERE name <> '') AS statements,
              (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
              (SELECT count(*)::int FROM pg_class WHERE relpersistence = 't') AS temporary`,
    );
    await client.end();
    expect(rows).toEqual([{ path: '"$user", public', timeout: "0", statements: 0, locks: 0, temporary: 0 }]);
  });

  it("are not ended by a newer writer where another client has taken over one of an older writer", async () => {
    await load(2);
    const other = await connectTo(pooler.through(database.url));
    await other.query("BEGIN");
    const name = "SELECT current_setting('application_name') AS name";
    expect((await other.query<{ name: string }>(name)).rows[0]?.name).toMatch(/^sluice /);
    await load(3);
    await other.query("COMMIT");
    await other.end();
  });

  it("are ended where an older writer hangs in its transaction", async () => {
    const old = await open(4);
    await old.writer.write(0, { encoding: "rows", rows: [[4, "old", 1]], bytes: 50 });
    await load(5);
    await expect(old.writer.commit(checkpointOf(old.plan, 4, 1))).rejects.toMatchObject({ kind: "fenced" });
    await old.writer.close();
    const ids = (await database.query<{ id: string }>("SELECT id FROM out.orders ORDER BY 1")).map(({ id }) =>
      Number(id),
    );
    expect(ids).toEqual([1, 2, 3, 5]);
  });

  describe("and a startup parameter that the pooler does not know", () => {
    it("is never sent: session settings of the JDBC parameters go into each transaction", async () => {
      const config = configOf(pooler.through(database.url), {
        schema: "out",
        jdbc_url_params: "options=-c%20statement_timeout=90000%20-c%20work_mem=5MB",
      });
      await expect(postgresDestination.check(config, ctx)).resolves.toBeUndefined();
    });
  });
});
