import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ConnectorError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { configOf, discoverOne, readRows, selectByCursor, selectFull } from "./testing";

describeWithPostgres("the filter of a stream", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createTestDatabase("pgfilter");
    await database.query(
      "CREATE TABLE orders AS SELECT i AS id, i / 10 AS version, CASE i % 2 WHEN 0 THEN 'paid' ELSE 'open' END AS status FROM generate_series(1, 100) AS i",
    );
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const orders = async (where: string) => ({
    ...selectFull(await discoverOne(configOf(database.url), ctx, "orders")),
    where,
  });

  it("lets a full refresh give only the rows for which it holds", async () => {
    const { rows } = await readRows(
      configOf(database.url),
      ctx,
      await orders("status = 'paid' AND id <= 10"),
    );
    expect(rows.map(([id]) => id)).toEqual([2, 4, 6, 8, 10]);
  });

  it("holds whole, whatever its operators and comments", async () => {
    const config = configOf(database.url);
    const either = await readRows(config, ctx, await orders("id = 1 OR id = 2 -- either"));
    expect(either.rows).toHaveLength(2);
  });

  it("lets an incremental read give only such rows, from its position on, ties included", async () => {
    const config = configOf(database.url);
    const stream = {
      ...selectByCursor(await discoverOne(config, ctx, "orders"), "version"),
      where: "status = 'open' OR false",
    };
    const first = await readRows(config, ctx, stream);
    expect(first.rows).toHaveLength(50);
    await database.query("INSERT INTO orders VALUES (201, 10, 'open'), (202, 10, 'paid'), (203, 11, 'open')");
    const second = await readRows(config, ctx, stream, {
      position: first.checkpoints.at(-1)?.position ?? null,
    });
    await database.query("DELETE FROM orders WHERE id > 200");
    expect(second.rows.map(([id]) => id).sort()).toEqual([201, 203]);
  });

  it.each([
    "no_such_column = 1",
    "true) TO PROGRAM 'true' --",
    "true)) TO '/tmp/sluice-must-not-be' (FORMAT binary) --",
    "true; DROP TABLE orders",
    "true /*",
    "",
  ])("is refused before it reads where it is no condition: %s", async (where) => {
    const failure: unknown = await readRows(configOf(database.url), ctx, await orders(where)).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConnectorError);
    expect((failure as ConnectorError).kind).toBe("config");
    expect((failure as Error).message).toContain("filter of public.orders");
    expect(await database.query("SELECT count(*)::int AS count FROM orders")).toEqual([{ count: 100 }]);
  });
});
