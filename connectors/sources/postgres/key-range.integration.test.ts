import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Feed, feedIdOf, type Position, type Value } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { planFeeds } from "./plan-feeds";
import { readFeed } from "./read";
import { configOf, discoverOne, selectByCursor, selectFull } from "./testing";

const small = { minBytes: 64 * 1024, pieceBytes: 64 * 1024 };

describeWithPostgres("a full refresh in ranges of the key", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createTestDatabase("pgranges");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
  });
  afterEach(() => ctx.dispose());

  const config = (parallel_ranges: number) => configOf(database.url, { parallel_ranges });
  const make = async (key: string, more = "") => {
    await database.query(
      `CREATE TABLE t AS SELECT ${key} AS k, i AS n, repeat('x', 40) AS note FROM generate_series(1, 10000) i`,
    );
    await database.query(`ALTER TABLE t ADD PRIMARY KEY (${more || "k"}); ANALYZE t`);
  };
  const feedsOf = async (ranges: number): Promise<Feed[]> =>
    planFeeds(config(ranges), [selectFull(await discoverOne(config(1), ctx, "t"))], ctx, small);
  async function read(feed: Feed, position: Position | null = null) {
    const rows: Value[][] = [];
    const checkpoints: { position: Position; rowsBefore: number }[] = [];
    for await (const event of readFeed(config(1), feed, position, "rows", ctx)) {
      if (event.type === "batch" && event.batch.encoding === "rows") rows.push(...event.batch.rows);
      if (event.type !== "checkpoint") continue;
      expect(event.fragile).toBeUndefined();
      if (!event.complete) checkpoints.push({ position: event.position, rowsBefore: rows.length });
    }
    return { rows, checkpoints };
  }
  const numbers = (rows: Value[][]) => rows.map((row) => Number(row[1])).sort((left, right) => left - right);
  const all = Array.from({ length: 10_000 }, (_, index) => index + 1);

  it.each([
    ["an integer that is also negative", "i - 5000"],
    ["a text", "'key ''\\' || to_char(i, '00000')"],
    ["a decimal", "i::numeric / 7"],
    ["an instant", "timestamptz '0001-01-01 BC' + i * interval '100 days'"],
    ["a date that ends in infinity", "CASE WHEN i = 10000 THEN 'infinity' ELSE date '2000-01-01' + i END"],
  ])("has each row in exactly one range, where the key is %s", async (_, key) => {
    await make(key);
    const feeds = await feedsOf(4);
    expect(feeds.map(({ id }) => id)).toEqual(
      [1, 2, 3, 4].map((number) => expect.stringMatching(new RegExp(` range ${number} of 4$`)) as string),
    );
    const readings = await Promise.all(feeds.map((feed) => read(feed)));
    expect(numbers(readings.flatMap(({ rows }) => rows))).toEqual(all);
    for (const { rows } of readings) expect(rows.length).toBeGreaterThan(1500);
  });

  it("goes on from every checkpoint of every range, also with another plan of the other ranges", async () => {
    await make("i", "k, n");
    for (const feed of await feedsOf(3)) {
      const whole = await read(feed);
      expect(whole.checkpoints.length).toBeGreaterThan(1);
      for (const { position, rowsBefore } of whole.checkpoints)
        expect((await read(feed, position)).rows).toEqual(whole.rows.slice(rowsBefore));
    }
  });

  it("reads rows that come meanwhile once at most, and all that stay", async () => {
    await make("i");
    const [first, ...others] = await feedsOf(4);
    if (!first) throw new Error("There is no range.");
    const rows = (await read(first)).rows;
    await database.query("INSERT INTO t VALUES (-5, 20001, ''), (20000, 20002, '')");
    await database.query("DELETE FROM t WHERE k = 9000");
    for (const feed of others) rows.push(...(await read(feed)).rows);
    expect(numbers(rows)).toEqual([...all.filter((n) => n !== 9000), 20002]);
  });

  it("travels in frames, and refuses a position of other bounds", async () => {
    await make("i");
    const [, second] = await feedsOf(2);
    if (!second) throw new Error("There is no second range.");
    let count = 0;
    for await (const event of readFeed(config(1), second, null, "pg-copy-binary", ctx))
      if (event.type === "batch" && event.batch.encoding === "pg-copy-binary") count += event.batch.count;
    expect(count).toBe((await read(second)).rows.length);
    await expect(read(second, { version: 1, range: { below: "no bound" } })).rejects.toThrow(
      /not one of this range/,
    );
  });

  describe("is not split", () => {
    const expectWhole = async (feeds: Feed[], says?: RegExp) => {
      expect(feeds.map(({ id, part }) => [id, part])).toEqual(
        feeds.map(({ streams }) => [streams[0] && feedIdOf(streams[0]), undefined]),
      );
      expect(feeds).toHaveLength(1);
      if (says) expect(ctx.lines.map(({ message }) => message).join()).toMatch(says);
      else expect(ctx.lines).toEqual([]);
    };

    it("by default", async () => {
      await make("i");
      await expectWhole(await feedsOf(1));
    });

    it("where it is read incrementally: its position is the same whatever the number", async () => {
      await make("i");
      const stream = selectByCursor(await discoverOne(config(1), ctx, "t"), "k");
      await expectWhole(await planFeeds(config(4), [stream], ctx, small));
    });

    it("where the table is small", async () => {
      await make("i");
      const stream = selectFull(await discoverOne(config(1), ctx, "t"));
      await expectWhole(await planFeeds(config(4), [stream], ctx));
    });

    it("where the rows lie in another order", async () => {
      await make("md5(i::text)");
      await expectWhole(await feedsOf(4), /do not lie in the order of "k"/);
    });

    it("where the server has no statistics", async () => {
      await make("i");
      await database.query("DELETE FROM pg_statistic WHERE starelid = 't'::regclass");
      await expectWhole(await feedsOf(4), /run ANALYZE/);
    });

    it("where it has no key", async () => {
      await make("i");
      await database.query("ALTER TABLE t DROP CONSTRAINT t_pkey");
      await expectWhole(await feedsOf(4));
    });
  });
});
