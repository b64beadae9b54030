import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Position, type SelectedStream } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import {
  connectTo,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "@/tests/support/postgres";
import { discoverStreams } from "./discover";
import { configOf, discoverOne, type Reading, readRows } from "./testing";

describeWithPostgres("reading by xmin", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createTestDatabase("pgxmin");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
    await database.query("INSERT INTO t SELECT i, 1 FROM generate_series(1, 3000) i");
  });
  afterEach(() => ctx.dispose());

  const config = () => configOf(database.url, { replication_method: { method: "Xmin" } });
  const select = async (): Promise<SelectedStream> => {
    const stream = await discoverOne(config(), ctx, "t");
    return { ...stream, mode: "incremental", key: stream.primaryKey };
  };
  const read = async (position: Position | null = null, stopAtCheckpoint?: number): Promise<Reading> =>
    readRows(config(), ctx, await select(), {
      position,
      pace: { rangeBlocks: 4, blockBytes: 4096 },
      ...(stopAtCheckpoint === undefined ? {} : { stopAtCheckpoint }),
    });
  const last = (reading: Reading): Position => reading.checkpoints.at(-1)?.position ?? null;
  const ids = (reading: Reading) =>
    reading.rows.map(([id]) => Number(id)).sort((left, right) => left - right);
  const run = (sql: string) => database.query(sql);

  it("needs no cursor, and is offered wherever rows tell their transaction", async () => {
    await run("CREATE VIEW v AS SELECT * FROM t");
    await run("CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p DEFAULT");
    const streams = await discoverStreams(config(), ctx);
    expect(streams.map(({ name, supports }) => [name, supports.incremental])).toEqual([
      ["p", true],
      ["t", true],
      ["v", false],
    ]);
    expect(
      streams.every(({ cursorFields, cursorIsGiven }) => cursorIsGiven && cursorFields.length === 0),
    ).toBe(true);
  });

  describe("between two runs", () => {
    it("reads what was added and changed, and nothing twice", async () => {
      const first = await read();
      expect(first.rows).toHaveLength(3000);
      const second = await read(last(first));
      expect(second.rows).toEqual([]);
      await run("UPDATE t SET v = 2 WHERE id = 7");
      await run("DELETE FROM t WHERE id = 8");
      await run("INSERT INTO t VALUES (4000, 1)");
      const third = await read(last(second));
      expect(ids(third)).toEqual([7, 4000]);
      await run("VACUUM (FREEZE, FULL) t");
      expect((await read(last(third))).rows).toEqual([]);
    });

    it("reads the rows of a transaction that began before the last run and ended after it, which a cursor misses", async () => {
      const late = await connectTo(database.url);
      await late.query("BEGIN; INSERT INTO t VALUES (5000, 1)");
      await late.query(
        "SAVEPOINT s; INSERT INTO t VALUES (5001, 1); UPDATE t SET v = 9 WHERE id = 1; RELEASE s",
      );
      await run("INSERT INTO t VALUES (6000, 1)");
      const first = await read();
      expect(first.rows).toHaveLength(3001);
      await run("INSERT INTO t VALUES (6001, 1)");
      const second = await read(last(first));
      expect(ids(second)).toEqual([6001]);
      await late.query("COMMIT");
      const third = await read(last(second));
      expect(ids(third)).toEqual([1, 5000, 5001]);
      expect((await read(last(third))).rows).toEqual([]);
      await late.end();
    });

    it("reads nothing of a transaction that was rolled back", async () => {
      const late = await connectTo(database.url);
      await late.query("BEGIN; INSERT INTO t VALUES (5000, 1)");
      const first = await read();
      await late.query("ROLLBACK");
      await late.end();
      expect((await read(last(first))).rows).toEqual([]);
    });

    it("reads all rows again, and says so, where the table is another one", async () => {
      const first = await read();
      await run(
        "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1), (2, 2)",
      );
      expect(ids(await read(last(first)))).toEqual([1, 2]);
      expect(ctx.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
    });

    it.each([
      ["a cursor", { version: 1, cursor: "id", value: "5", columns: "x", ties: { known: "" } }],
      [
        "a full refresh",
        { version: 1, heap: { file: "1", columns: "", horizon: "5", nextBlock: 4, rows: 9 } },
      ],
    ])("begins anew after reading by %s", async (_, position) => {
      expect((await read(position)).rows).toHaveLength(3000);
    });
  });

  describe("when it broke off", () => {
    /** The newest version of each row wins, as a deduplicated table has it. */
    const merged = (...readings: Reading[]) =>
      [
        ...new Map(readings.flatMap(({ rows }) => rows.map(([id, v]) => [Number(id), Number(v)] as const))),
      ].sort(([left], [right]) => left - right);
    const table = async () =>
      (await database.query<{ id: number; v: number }>("SELECT id, v FROM t ORDER BY id")).map(
        ({ id, v }) => [id, v],
      );

    it("goes on from every checkpoint, reading nothing twice", async () => {
      const whole = await read();
      const partial = whole.checkpoints.filter(({ complete }) => !complete);
      expect(partial.length).toBeGreaterThan(2);
      for (const { position, rowsBefore } of partial)
        expect((await read(position)).rows).toEqual(whole.rows.slice(rowsBefore));
    });

    it("reads what has changed before the position since, too", async () => {
      const first = await read(null, 1);
      await run("UPDATE t SET v = 2 WHERE id % 100 = 0");
      await run("INSERT INTO t SELECT i, 3 FROM generate_series(4000, 4100) i");
      const second = await read(last(first), 0);
      await run("UPDATE t SET v = 4 WHERE id % 70 = 0");
      const third = await read(last(second));
      expect(third.rows.length).toBeLessThan(3000);
      expect(merged(first, second, third)).toEqual(await table());
      expect((await read(last(third))).rows).toEqual([]);
    });

    it("reads the interrupted run's rows again where they have moved", async () => {
      const first = await read(null, 1);
      await run("VACUUM FULL t");
      expect((await read(last(first))).rows).toHaveLength(3000);
      expect(ctx.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
    });
  });
});
