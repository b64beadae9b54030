import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Position, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { mysqlSource } from ".";
import { readFeed } from "./read";
import { configOf, discoverOne, readRows, selectFull } from "./testing";

const often = { blockBytes: 4096, checkpointEveryBytes: 1 };

describeWithMySql("reading a whole table", () => {
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createMySqlDatabase("whole");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(async () => {
    await ctx.dispose();
    await database.query("DROP TABLE IF EXISTS t");
  });
  const config = () => configOf(database.url);
  const select = async () => selectFull(await discoverOne(config(), ctx, "t"));

  const keys: [what: string, definition: string, value: string][] = [
    ["a number", "k int", "seq"],
    ["a number without a sign", "k bigint unsigned", "18446744073709551615 - seq"],
    ["a decimal", "k decimal(20,3)", "seq / 8"],
    ["a time", "k datetime(3)", "'2026-01-01' + INTERVAL seq SECOND"],
    ["a date and a number", "k date, l int", "'2026-01-01' + INTERVAL seq DIV 500 DAY, seq"],
    ["bytes", "k binary(16)", "UNHEX(MD5(seq))"],
    ["a text whose case does not count", "k varchar(60)", "CONCAT(ELT(seq % 3 + 1, 'Ä', 'b', '🌍'), seq)"],
    ["a text in another character set", "k varchar(60) CHARACTER SET latin1", "CONCAT('é', seq)"],
    [
      "three columns",
      "k varchar(10), l tinyint unsigned, m int",
      "ELT(seq % 2 + 1, 'a', 'B'), seq % 200, seq",
    ],
  ];
  for (const [what, definition, value] of keys) {
    it(`goes on behind the last key from any checkpoint, where the key is ${what}`, async () => {
      const columns = definition.split(", ").map((column) => column.split(" ")[0]);
      await database.query(
        `CREATE TABLE t (${definition}, note varchar(60), PRIMARY KEY (${columns.join(", ")}));
         INSERT INTO t SELECT ${value}, REPEAT('x', 40) FROM seq_1_to_2000`,
      );
      const stream = await select();
      const whole = await readRows(config(), ctx, stream, { pace: often });
      expect(whole.rows).toHaveLength(2000);
      const partial = whole.checkpoints.filter(({ complete }) => !complete);
      expect(partial.length).toBeGreaterThan(5);
      for (const { position, rowsBefore } of partial.slice(0, -1).filter((_, index) => index % 5 === 0)) {
        const rest = await readRows(config(), ctx, stream, { position, pace: often });
        expect(rest.rows).toEqual(whole.rows.slice(rowsBefore));
      }
    });
  }

  it("keeps the position small, and the key out of rows whose fields do not name it", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, note varchar(60)); INSERT INTO t SELECT seq, REPEAT('x', 40) FROM seq_1_to_500",
    );
    const stream = await select();
    const notes = { ...stream, fields: stream.fields.slice(1) };
    const { rows, checkpoints } = await readRows(config(), ctx, notes, { pace: often });
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([1]));
    expect(checkpoints[0]?.position).toMatchObject({ version: 1, columns: ["id"] });
  });

  it.each([
    ["has no key", "id int"],
    ["has a key of an approximate number", "id double PRIMARY KEY"],
    ["has a key of a part of a text", "id varchar(900), note varchar(1), PRIMARY KEY (id(10))"],
    ["has no transactions", "id int PRIMARY KEY) ENGINE = MyISAM COMMENT ('x'"],
  ])("has one checkpoint, at the end, where the table %s", async (_what, definition) => {
    const sql = definition.includes("MyISAM")
      ? "CREATE TABLE t (id int PRIMARY KEY) ENGINE = MyISAM"
      : `CREATE TABLE t (${definition})`;
    await database.query(`${sql}; INSERT INTO t (id) SELECT seq FROM seq_1_to_3000`);
    const { rows, checkpoints } = await readRows(config(), ctx, await select(), { pace: often });
    expect(rows).toHaveLength(3000);
    expect(checkpoints).toEqual([{ position: null, rowsBefore: 3000, complete: true }]);
  });

  it("starts anew where the table has another key than the position", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    const position: Position = { version: 1, key: ["1"], columns: ["other"] };
    expect((await readRows(config(), ctx, await select(), { position })).rows).toHaveLength(2);
  });

  it("sees one instant, whatever others change meanwhile", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, note varchar(200)); INSERT INTO t SELECT seq, REPEAT('a', 200) FROM seq_1_to_20000",
    );
    const stream = await select();
    let rows = 0;
    const notes = new Set<unknown>();
    for await (const event of readFeed(config(), { id: "t", streams: [stream] }, null, "rows", ctx, {
      ...often,
      checkpointEveryMs: 1e9,
    })) {
      if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
      if (rows === 0) await database.query("UPDATE t SET note = 'b'; DELETE FROM t WHERE id > 15000");
      rows += event.batch.rows.length;
      for (const row of event.batch.rows) notes.add(row[1]);
    }
    expect(rows).toBe(20_000);
    expect(notes).toEqual(new Set(["a".repeat(200)]));
  });

  describe("a reader", () => {
    const many =
      "CREATE TABLE t (id int PRIMARY KEY, note longtext); INSERT INTO t SELECT seq, REPEAT('x', 1000000) FROM seq_1_to_150";

    it("that is slow makes the server wait, and memory stays bounded with rows of 1 MB", async () => {
      await database.query(many);
      const feed = { id: "t", streams: [await select()] };
      let peak = 0;
      let rows = 0;
      const before = process.memoryUsage().arrayBuffers;
      for await (const event of readFeed(config(), feed, null, "pg-copy-binary", ctx)) {
        if (event.type === "batch" && event.batch.encoding === "pg-copy-binary") rows += event.batch.count;
        await new Promise((resolve) => setImmediate(resolve));
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      }
      expect(rows).toBe(150);
      expect(peak).toBeLessThan(100e6);
    });

    it("that leaves early frees the connection at the server", async () => {
      await database.query(many);
      const feed = { id: "t", streams: [await select()] };
      for await (const event of mysqlSource.read(config(), feed, null, "rows", ctx))
        if (event.type === "batch") break;
      await expect.poll(() => sessions()).toBe(0);
    });

    it("hears of an abort at once, also while the server gives no row", async () => {
      await database.query("CREATE TABLE t (id int)");
      await database.query("INSERT INTO t VALUES (1)");
      await database.query("CREATE VIEW slow AS SELECT SLEEP(100) AS s FROM t");
      const stream = selectFull(await discoverOne(config(), ctx, "slow"));
      const reading = readRows(config(), ctx, stream);
      reading.catch(() => undefined);
      await expect.poll(() => sessions()).toBe(1);
      ctx.abort(new Error("stopped"));
      await expect(reading).rejects.toThrow("stopped");
      await expect.poll(() => sessions(), { timeout: 10_000 }).toBe(0);
      await database.query("DROP VIEW slow");
    });

    it("whose connection is killed gets an error that is worth another try", async () => {
      await database.query(many);
      const feed = { id: "t", streams: [await select()] };
      const reading = (async () => {
        for await (const event of readFeed(config(), feed, null, "rows", ctx)) {
          if (event.type !== "batch") continue;
          for (const id of await threads()) await database.query(`KILL ${id}`);
        }
      })();
      await expect(reading).rejects.toBeInstanceOf(TransientError);
    });

    async function threads(): Promise<string[]> {
      const rows = await database.query(
        `SELECT ID AS id FROM information_schema.PROCESSLIST
          WHERE DB = '${database.name}' AND ID <> CONNECTION_ID() AND COMMAND <> 'Sleep'`,
      );
      return rows.map(({ id }) => id ?? "");
    }
    const sessions = async () => (await threads()).length;
  });
});
