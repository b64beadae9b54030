import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ConnectorError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { configOf, discoverOne, readRows, selectByCursor, selectFull } from "./testing";

describeWithMySql("the filter of a stream", () => {
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createMySqlDatabase("filter");
    await database.query(
      "CREATE TABLE orders (id int PRIMARY KEY, version int, status text); INSERT INTO orders SELECT seq, seq DIV 10, IF(seq % 2 = 0, 'paid', 'open') FROM seq_1_to_100",
    );
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const orders = () => discoverOne(configOf(database.url), ctx, "orders");

  it("lets a full refresh give only the rows for which it holds", async () => {
    const stream = { ...selectFull(await orders()), where: "status = 'paid' AND id <= 10" };
    const { rows } = await readRows(configOf(database.url), ctx, stream);
    expect(rows.map(([id]) => id)).toEqual([2, 4, 6, 8, 10]);
  });

  it("holds whole, whatever its operators and comments, and from every checkpoint", async () => {
    const stream = { ...selectFull(await orders()), where: "id = 1 OR id >= 99 -- either" };
    const config = configOf(database.url);
    const options = { pace: { checkpointEveryMs: 0, blockBytes: 1 } };
    const { rows, checkpoints } = await readRows(config, ctx, stream, options);
    expect(rows.map(([id]) => id)).toEqual([1, 99, 100]);
    const rest = await readRows(config, ctx, stream, { position: checkpoints[0]?.position ?? null });
    expect(rest.rows).toHaveLength(3 - (checkpoints[0]?.rowsBefore ?? 0));
  });

  it("lets an incremental read give only such rows, also later", async () => {
    const stream = { ...selectByCursor(await orders(), "version"), where: "status = 'open'" };
    const config = configOf(database.url);
    const first = await readRows(config, ctx, stream);
    expect(first.rows).toHaveLength(50);
    await database.query("INSERT INTO orders VALUES (101, 11, 'open'), (102, 11, 'paid')");
    const second = await readRows(config, ctx, stream, {
      position: first.checkpoints.at(-1)?.position ?? null,
    });
    expect(second.rows.map(([id]) => id)).toEqual([101]);
  });

  it("is refused by name where it is none", async () => {
    for (const where of ["status =", "no_such_column = 1", "1 = 1); DROP TABLE orders; --"]) {
      const stream = { ...selectFull(await orders()), where };
      const error: unknown = await readRows(configOf(database.url), ctx, stream).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ConnectorError);
      expect((error as Error).message).toContain(where);
    }
  });
});
