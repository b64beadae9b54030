import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { JsonObject } from "@/connectors/sdk";
import { hurriedClock, syncInProcess } from "../support/engine-sync";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

const table = "id int PRIMARY KEY, note text";

/** What a server says no with, for a while or for good. */
describeWithPostgres("a server that refuses to go on", { timeout: 60_000 }, () => {
  let source: TestDatabase;
  let target: TestDatabase;
  let ctx: TestContext;
  beforeEach(async () => {
    [source, target] = await Promise.all([createTestDatabase("refuse"), createTestDatabase("refuse")]);
    await source.query(`CREATE TABLE orders (${table})`);
    await source.query("INSERT INTO orders SELECT i, md5(i::text) FROM generate_series(1, 1000) i");
    await target.query("CREATE SCHEMA out");
    ctx = await createTestContext({ clock: hurriedClock });
  });
  afterEach(() => Promise.all([source.drop(), target.drop(), ctx.dispose()]));

  const sync = (from: JsonObject = {}) =>
    syncInProcess(
      {
        source: { connector: "postgres", config: connectorConfigOf(source.url, from) },
        destination: {
          connector: "postgres",
          config: connectorConfigOf(target.url, { schema: "out" }),
        },
        syncMode: "full_refresh_append",
        name: "orders",
      },
      ctx,
    );

  it.each([
    ["a deadlock", "40P01"],
    ["a serialization failure", "40001"],
    ["a statement timeout", "57014"],
    ["a lock that is held for long", "55P03"],
    ["a full disk", "53100"],
    ["a shutdown", "57P01"],
  ])("is tried again until it goes on, with each row once: %s at the destination", async (_what, code) => {
    await target.query(`CREATE TABLE out.orders (${table}); CREATE SEQUENCE tries`);
    await target.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('public.tries') <= 3 THEN RAISE EXCEPTION 'refused for a while' USING ERRCODE = '${code}'; END IF;
         RETURN NEW;
       END $$`,
    );
    await target.query(
      "CREATE TRIGGER refuse BEFORE INSERT ON out.orders FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    const outcome = await sync();
    expect(outcome).toMatchObject({ status: "succeeded", rowsWritten: 1000 });
    expect(outcome.log.match(new RegExp(`\\(${code}\\)\\. .* Tried again`, "g"))).toHaveLength(3);
    expect(await target.query("SELECT count(*)::int AS n FROM out.orders")).toEqual([{ n: 1000 }]);
  });

  it("ends red with the cause, where a statement always takes longer than the source's limit", async () => {
    await source.query("ALTER TABLE orders RENAME TO slow_orders");
    await source.query("CREATE VIEW orders AS SELECT *, pg_sleep(0.01)::text AS slept FROM slow_orders");
    const outcome = await sync({ jdbc_url_params: "options=-c%20statement_timeout=100" });
    expect(outcome.failure).toMatchObject({
      kind: "transient",
      message: expect.stringMatching(/Reading public\.orders failed: .*\(57014\)\. .*by statement_timeout/),
    });
  });
});
