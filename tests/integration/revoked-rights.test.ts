import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ConnectorError, type JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { SyncMode } from "@/lib/sync/modes";
import {
  checkpointingClock,
  syncInProcess,
  type EngineOutcome,
  type EngineSync,
} from "../support/engine-sync";
import {
  createMySqlDatabase,
  describeWithMySql,
  mysqlConfigOf,
  type MySqlTestDatabase,
} from "../support/mysql";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

/** Gives a checkpoint after each thousand users. */
const sample = { connector: "sample", config: { count: 5000, records_per_slice: 1000 } };
const users = { source: sample, name: "users" };

let ctx: TestContext;
let user: string;
beforeEach(async () => {
  ctx = await createTestContext({ clock: checkpointingClock() });
  user = `sluice_user_${randomBytes(6).toString("hex")}`;
});
afterEach(() => ctx.dispose());

/** A right that the notes of the run itself need ends the command as a whole. */
async function run(sync: EngineSync): Promise<EngineOutcome> {
  try {
    return await syncInProcess(sync, ctx);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return {
      status: "failed",
      rowsWritten: 0,
      failure: { kind: error.kind, message: error.message },
      log: "",
    };
  }
}

function expectRefusal({ status, failure }: EngineOutcome, says: RegExp): void {
  expect({ status, failure }).toMatchObject({
    status: "failed",
    failure: { kind: expect.stringMatching(/^(auth|config)$/) as string },
  });
  expect(failure?.message).toMatch(says);
}

describeWithPostgres(
  "a right that is taken away while a sync runs, PostgreSQL's",
  { timeout: 60_000 },
  () => {
    let database: TestDatabase;
    let config: JsonObject;
    beforeEach(async () => {
      database = await createTestDatabase("rights");
      await database.query(`CREATE ROLE ${user} LOGIN PASSWORD 'given'; CREATE SCHEMA out`);
      await database.query(`GRANT USAGE, CREATE ON SCHEMA out TO ${user}`);
      await database.query(
        `CREATE TABLE public.orders (id int PRIMARY KEY, at int, note text);
       INSERT INTO orders SELECT i, i, repeat('x', 4000) || i FROM generate_series(1, 3000) i;
       GRANT SELECT ON public.orders TO ${user}`,
      );
      config = connectorConfigOf(database.url, { username: user, password: "given" });
    });
    afterEach(async () => {
      await database.query(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`);
      await database.drop();
    });

    it.each([
      [
        "SELECT",
        () => `REVOKE SELECT ON orders FROM ${user}`,
        /GRANT .*SELECT ON .*"public".* TO "sluice_user_\w+"/,
      ],
      [
        "USAGE",
        () => "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
        /GRANT USAGE ON SCHEMA "?public"? TO "sluice_user_\w+"/,
      ],
    ])("%s at the source, between two slices", async (_right, revoke, says) => {
      const sync = {
        source: { connector: "postgres", config: { ...config, schemas: ["public"] } },
        destination: { connector: "duckdb", config: { destination_path: "lake.duckdb" } },
        syncMode: "incremental_append" as const,
        name: "orders",
        cursorField: "at",
      };
      const first = await run({ ...sync, onCommit: () => Promise.resolve("stop") });
      expect(first.status).toBe("cancelled");
      expect(first.rowsWritten).toBeLessThan(3000);
      const outcome = await run({
        ...sync,
        async onDiscovered() {
          await database.query(revoke());
        },
      });
      expectRefusal(outcome, says);
    });

    it.each<[string, SyncMode, string, RegExp]>([
      ["INSERT", "full_refresh_append", "REVOKE INSERT ON out.users FROM", /GRANT INSERT ON .*users/],
      [
        "CREATE",
        "full_refresh_overwrite",
        "REVOKE CREATE ON SCHEMA out FROM",
        /GRANT USAGE ON SCHEMA out TO .* GRANT CREATE/,
      ],
      [
        "USAGE",
        "incremental_deduped_history",
        "REVOKE USAGE ON SCHEMA out FROM",
        /GRANT USAGE ON SCHEMA out TO .* GRANT CREATE/,
      ],
    ])("%s at the destination, between two commits of %s", async (_right, syncMode, revoke, says) => {
      const destination = { connector: "postgres", config: { ...config, schema: "out" } };
      const sync = { ...users, destination, syncMode, cursorField: "updated_at" };
      await run({ ...sync, source: { ...sample, config: { count: 10 } } });
      const outcome = await run({
        ...sync,
        onCommit: async (commits) => void (commits === 2 && (await database.query(`${revoke} ${user}`))),
      });
      expectRefusal(outcome, says);
    });
  },
);

describeWithMySql("a right that is taken away while a sync runs, MySQL's", { timeout: 60_000 }, () => {
  let database: MySqlTestDatabase;
  let config: JsonObject;
  beforeEach(async () => {
    database = await createMySqlDatabase("rights");
    await database.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'given'`);
    config = { ...mysqlConfigOf(new URL(database.url)), username: user, password: "given" };
  });
  afterEach(async () => {
    await database.query(`DROP USER ${user}@'%'`);
    await database.drop();
  });

  it("SELECT at the source, between two slices", async () => {
    await database.query(
      `CREATE TABLE orders (id int PRIMARY KEY, at int, note text);
       INSERT INTO orders SELECT seq, seq, REPEAT('x', 4000) FROM seq_1_to_3000;
       GRANT SELECT ON orders TO ${user}@'%'`,
    );
    const sync = {
      source: { connector: "mysql", config },
      destination: { connector: "duckdb", config: { destination_path: "lake.duckdb" } },
      syncMode: "incremental_append" as const,
      name: "orders",
      cursorField: "at",
    };
    const first = await run({ ...sync, onCommit: () => Promise.resolve("stop") });
    expect(first.status).toBe("cancelled");
    const outcome = await run({
      ...sync,
      async onDiscovered() {
        await database.query(`REVOKE SELECT ON orders FROM ${user}@'%'`);
      },
    });
    expectRefusal(outcome, /GRANT SELECT ON .* TO .*sluice_user_/);
  });

  it.each<[string, SyncMode]>([
    ["INSERT", "full_refresh_append"],
    ["CREATE", "full_refresh_overwrite"],
    ["DROP", "full_refresh_overwrite"],
    ["UPDATE", "incremental_deduped_history"],
  ])("%s at the destination, between two commits of %s", async (right, syncMode) => {
    await database.query(`GRANT ALL ON ${database.name}.* TO ${user}@'%'`);
    const sync = {
      ...users,
      destination: { connector: "mysql", config },
      syncMode,
      cursorField: "updated_at",
    };
    await run({ ...sync, source: { ...sample, config: { count: 10 } } });
    const outcome = await run({
      ...sync,
      onCommit: async (commits) =>
        void (
          commits === 2 && (await database.query(`REVOKE ${right} ON ${database.name}.* FROM ${user}@'%'`))
        ),
    });
    expectRefusal(outcome, new RegExp(`GRANT .*${right}.* ON .* TO .*sluice_user_`));
  });
});
