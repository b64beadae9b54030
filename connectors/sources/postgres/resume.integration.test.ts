import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Position, RestartFeedError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import {
  connectTo,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
  transactionsToEnd,
} from "@/tests/support/postgres";
import { configOf, discoverOne, type Reading, readRows, selectByCursor, selectFull } from "./testing";
import { isComparable, isWrittenSince } from "./xids";

const inRanges = { blockBytes: 4096, rangeBlocks: 8 };
/** As long as each other, so that none fits into the rest of a page that others have filled. */
const add = (from: number, to: number) =>
  `INSERT INTO t SELECT i, 'row ' || i, repeat('x', 50) FROM generate_series(${from}, ${to}) i`;
const fill = add(1001, 7000);

describeWithPostgres("a full refresh that broke off", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createTestDatabase("pgresume");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
    await database.query("CREATE TABLE t (id int, note text, more text) WITH (autovacuum_enabled = false)");
    await database.query(fill);
    await transactionsToEnd(database);
  });
  afterEach(() => ctx.dispose());

  const config = () => configOf(database.url);
  const read = async (position: Position | null = null, stopAtCheckpoint?: number): Promise<Reading> =>
    readRows(config(), ctx, selectFull(await discoverOne(config(), ctx, "t")), {
      position,
      pace: inRanges,
      ...(stopAtCheckpoint === undefined ? {} : { stopAtCheckpoint }),
    });
  const breakOff = async (at = 3) => {
    const first = await read(null, at);
    const checkpoint = first.checkpoints.at(-1);
    if (!checkpoint || checkpoint.complete) throw new Error("It did not break off.");
    return { rows: first.rows.slice(0, checkpoint.rowsBefore), position: checkpoint.position };
  };
  const table = async () =>
    (await database.query<{ id: number; note: string; more: string }>("SELECT * FROM t")).map(
      ({ id, note, more }) => [id, note, more],
    );
  const sorted = (rows: unknown[][]) => rows.map((row) => row.join("|")).sort();

  /** What was read before and what is read now are together the table as it is now, and nothing was read twice. */
  async function expectResumed({ rows, position }: { rows: unknown[][]; position: Position }) {
    const rest = await read(position);
    const now = await table();
    expect(rest.rows.length).toBe(now.length - rows.length);
    expect(sorted([...rows, ...rest.rows])).toEqual(sorted(now));
  }

  async function expectRestart(position: Position, says: RegExp) {
    const reading = read(position);
    await expect(reading).rejects.toBeInstanceOf(RestartFeedError);
    await expect(reading).rejects.toThrow(says);
    expect(sorted((await read()).rows)).toEqual(sorted(await table()));
  }

  describe("goes on where it was", () => {
    it("from every checkpoint, reading no row twice", async () => {
      const whole = await read();
      const partial = whole.checkpoints.filter(({ complete }) => !complete);
      expect(partial.length).toBeGreaterThan(5);
      for (const { position, rowsBefore } of partial)
        await expectResumed({ rows: whole.rows.slice(0, rowsBefore), position });
    });

    it("when it breaks off again and again", async () => {
      const rows: unknown[][] = [];
      let position: Position | null = null;
      for (;;) {
        const reading: Reading = await read(position, 0);
        rows.push(...reading.rows);
        if (reading.checkpoints[0]?.complete) break;
        position = reading.checkpoints[0]?.position ?? null;
      }
      expect(sorted(rows)).toEqual(sorted(await table()));
    });

    it("with what was added, changed and deleted behind the position since", async () => {
      const before = await breakOff();
      await database.query("DELETE FROM t WHERE id BETWEEN 6000 AND 6100");
      await database.query("UPDATE t SET note = upper(note) WHERE id > 6500");
      await database.query(add(7001, 7500));
      await expectResumed(before);
    });

    it("with rows that another session adds behind the position while it is read", async () => {
      const before = await breakOff();
      const other = await connectTo(database.url);
      await other.query(`BEGIN; ${add(8000, 8100)}`);
      await expectResumed(before);
      await other.query("COMMIT");
      await other.end();
      await expectResumed(before);
    });

    it("after the table was vacuumed and frozen", async () => {
      await database.query("DELETE FROM t WHERE id % 3 = 0");
      const before = await breakOff();
      await database.query("VACUUM (FREEZE) t");
      await expectResumed(before);
    });
  });

  describe("begins anew", () => {
    it.each([
      [
        "a row before the position was changed",
        "UPDATE t SET note = 'changed' WHERE id = 1500",
        /1 rows were added or changed/,
      ],
      ["a row before the position was deleted", "DELETE FROM t WHERE id = 1500", /of the \d+ rows/],
      [
        "a row was added before the position",
        "INSERT INTO t VALUES (9000, 'in the gap', '')",
        /1 rows were added or changed/,
      ],
      ["the table was compacted", "VACUUM FULL t", /lie elsewhere/],
      ["the table was emptied and filled again", `TRUNCATE t; ${fill}`, /lie elsewhere/],
      [
        "a column was replaced by one of the same name, which touches no row",
        "ALTER TABLE t DROP COLUMN more; ALTER TABLE t ADD COLUMN more text DEFAULT 'other'",
        /columns were changed/,
      ],
    ])("where %s", async (_, change, says) => {
      await database.query("DELETE FROM t WHERE id BETWEEN 1100 AND 1120");
      await database.query("VACUUM t");
      const { position } = await breakOff();
      await database.query(change);
      await expectRestart(position, says);
    });

    it("where a transaction was under way then, and has changed a row in a savepoint of its own", async () => {
      await database.query("DELETE FROM t WHERE id < 1003");
      await database.query("VACUUM t");
      const other = await connectTo(database.url);
      await other.query("BEGIN; SELECT pg_current_xact_id(); SAVEPOINT s");
      await other.query("UPDATE t SET note = 'changed' WHERE id = 1005; RELEASE s");
      await database.query("SELECT pg_current_xact_id()");
      const { position } = await breakOff();
      await other.query("COMMIT");
      await other.end();
      await expectRestart(position, /1 rows were added or changed/);
    });

    it("where the stored position is not one of a full refresh", async () => {
      await expectRestart({ version: 1, cursor: "id" }, /stored position/);
    });
  });

  it("is read incrementally from its start, when that is chosen instead", async () => {
    const { position } = await breakOff();
    const stream = selectByCursor(await discoverOne(config(), ctx, "t"), "id");
    expect((await readRows(config(), ctx, stream, { position })).rows).toHaveLength(6000);
  });

  it.each([
    ["a view", "CREATE VIEW v AS SELECT * FROM t"],
    [
      "a partitioned table",
      "CREATE TABLE v (id int, note text, more text) PARTITION BY RANGE (id); CREATE TABLE v1 PARTITION OF v DEFAULT; INSERT INTO v SELECT * FROM t",
    ],
    [
      "a table with children",
      "CREATE TABLE v AS SELECT * FROM t WHERE id > 1010; CREATE TABLE child () INHERITS (v); INSERT INTO child SELECT * FROM t WHERE id <= 1010",
    ],
    [
      "a table with row level security",
      "CREATE TABLE v AS SELECT * FROM t; ALTER TABLE v ENABLE ROW LEVEL SECURITY",
    ],
  ])("has only the last checkpoint where it reads %s", async (_, make) => {
    await database.query(make);
    const stream = selectFull(await discoverOne(config(), ctx, "v"));
    const { rows, checkpoints } = await readRows(config(), ctx, stream, { pace: inRanges });
    expect([rows.length, checkpoints.length]).toEqual([6000, 1]);
  });

  it("has only the last checkpoint where the user may read some columns only", async () => {
    await database.query("DROP ROLE IF EXISTS pgresume_reader; CREATE ROLE pgresume_reader LOGIN");
    await database.query(
      "GRANT USAGE ON SCHEMA public TO pgresume_reader; GRANT SELECT (id) ON t TO pgresume_reader",
    );
    const reader = { ...config(), username: "pgresume_reader" };
    const stream = selectFull(await discoverOne(reader, ctx, "t"));
    const { rows, checkpoints } = await readRows(reader, ctx, stream, { pace: inRanges });
    expect([rows.length, checkpoints.length]).toEqual([6000, 1]);
    await database.query("DROP OWNED BY pgresume_reader; DROP ROLE pgresume_reader");
  });

  describe("ids of transactions", () => {
    const wrap = 2n ** 32n;
    const isSince = async (id: bigint, horizon: bigint, next: bigint) => {
      const sql = `SELECT ${isWrittenSince(horizon, next)} AS since FROM (SELECT '${id % wrap}'::xid AS xmin) AS row`;
      return (await database.query<{ since: boolean }>(sql))[0]?.since;
    };

    it.each([
      [999n, 1000n, 2000n, false],
      [1000n, 1000n, 2000n, true],
      [1999n, 1000n, 2000n, true],
      [wrap - 1n, wrap - 10n, wrap + 10n, true],
      [wrap + 3n, wrap - 10n, wrap + 10n, true],
      [wrap - 11n, wrap - 10n, wrap + 10n, false],
      [7n * wrap + 500n, 7n * wrap + 400n, 8n * wrap + 300n, true],
      [2n, 7n * wrap - 5n, 7n * wrap + 100n, false],
    ])("%s was given since %s, before %s: %s", async (id, horizon, next, expected) => {
      expect(await isSince(id, horizon, next)).toBe(expected);
    });

    it("cannot be told apart beyond one turn, nor on a server that is behind", () => {
      expect(isComparable(5n, 5n + wrap - 1n)).toBe(true);
      expect(isComparable(5n, 5n + wrap)).toBe(false);
      expect(isComparable(5n, 4n)).toBe(false);
    });
  });
});
