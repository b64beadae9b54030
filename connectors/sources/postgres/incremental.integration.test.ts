import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type Position, type SelectedStream } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { configOf, discoverOne, type Reading, readRows, selectByCursor } from "./testing";

/** A checkpoint after every block, and blocks as small as they get. */
const often = { blockBytes: 4096, checkpointEveryBytes: 1 };

describeWithPostgres("reading by a cursor", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createTestDatabase("pgcursor");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
  });
  afterEach(() => ctx.dispose());

  const config = () => configOf(database.url);
  const select = async (cursor = "v"): Promise<SelectedStream> =>
    selectByCursor(await discoverOne(config(), ctx, "t"), cursor);
  const read = (stream: SelectedStream, position: Position | null = null, stopAtCheckpoint?: number) =>
    readRows(config(), ctx, stream, {
      position,
      pace: often,
      ...(stopAtCheckpoint === undefined ? {} : { stopAtCheckpoint }),
    });
  const lastPosition = (reading: Reading): Position => reading.checkpoints.at(-1)?.position ?? null;
  const texts = (rows: unknown[][]) => rows.map((row) => row.map(String).join("|")).sort();
  const ids = (reading: Reading) =>
    reading.rows.map((row) => Number(row[0])).sort((left, right) => left - right);

  /** Stops at every checkpoint (or at most fifteen of them), goes on from there, and compares with reading at one go. */
  async function expectResumable(stream: SelectedStream, atLeast: number): Promise<void> {
    const whole = await read(stream);
    const all = texts(whole.rows);
    const [{ count } = { count: "" }] = await database.query<{ count: string }>("SELECT count(*) FROM t");
    expect(all).toHaveLength(Number(count));
    const partial = whole.checkpoints.filter(({ complete }) => !complete);
    expect(partial.length).toBeGreaterThanOrEqual(atLeast);
    const step = Math.ceil(partial.length / 15);
    for (const { position, rowsBefore } of partial.filter((_, at) => at % step === 0)) {
      expect(JSON.stringify(position).length).toBeLessThan(64_000);
      const rest = await read(stream, position);
      expect(texts([...whole.rows.slice(0, rowsBefore), ...rest.rows])).toEqual(all);
    }
    const again = await read(stream, lastPosition(whole));
    expect(again.rows).toEqual([]);
    expect((await read(stream, lastPosition(again))).rows).toEqual([]);
  }

  describe("from every checkpoint it goes on exactly there", () => {
    it("with a key, where few rows have the same cursor", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      await database.query("INSERT INTO t SELECT i, i / 7, repeat('x', 50) FROM generate_series(1, 9000) i");
      await expectResumable(await select(), 10);
    });

    it("with a key, where thousands of rows have the same cursor, and some have none", async () => {
      await database.query("CREATE TABLE t (a int, v date, b text, note text, PRIMARY KEY (b, a))");
      await database.query(
        `INSERT INTO t SELECT i, CASE WHEN i % 3 > 0 THEN date '2026-01-01' + i / 8000 END, 'k''\\' || i % 5, repeat('x', 20)
           FROM generate_series(1, 30000) i`,
      );
      await expectResumable(await select(), 10);
    });

    it("without a key, where rows are alike", async () => {
      await database.query("CREATE TABLE t (v int, note text)");
      await database.query(
        "INSERT INTO t SELECT i / 900, 'note ' || i % 30 FROM generate_series(1, 20000) i",
      );
      await expectResumable(await select(), 10);
    });

    it("without a key, where thousands of rows have the same cursor", async () => {
      await database.query("CREATE TABLE t (v int, note text)");
      await database.query(
        "INSERT INTO t SELECT nullif(i / 5000, 2), 'note ' || i % 3000 FROM generate_series(1, 30000) i",
      );
      await expectResumable(await select(), 3);
    });

    it("in binary frames too, row by row", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t SELECT i, i / 1500 FROM generate_series(1, 10000) i");
      const stream = await select();
      const whole = await read(stream);
      const middle = whole.checkpoints[3];
      if (!middle) throw new Error("There are not enough checkpoints.");
      const [feed] = [{ id: "t", streams: [stream] }];
      let frames = 0;
      const { readFeed } = await import("./read");
      for await (const event of readFeed(config(), feed, middle.position, "pg-copy-binary", ctx)) {
        if (event.type === "batch" && event.batch.encoding === "pg-copy-binary") frames += event.batch.count;
      }
      expect(frames).toBe(10_000 - middle.rowsBefore);
    });
  });

  describe("between two runs", () => {
    it("reads rows that came with the last cursor value, and none twice", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t VALUES (1, 1), (5, 2), (6, 2)");
      const stream = await select();
      const first = await read(stream);
      await database.query("INSERT INTO t VALUES (2, 2), (9, 2), (7, 3), (8, 1)");
      const second = await read(stream, lastPosition(first));
      expect(ids(second)).toEqual([2, 7, 9]);
      await database.query("INSERT INTO t VALUES (10, 3)");
      expect(ids(await read(stream, lastPosition(second)))).toEqual([10]);
    });

    it("reads a row again that has changed without moving its cursor", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      await database.query("INSERT INTO t VALUES (1, 1, 'a'), (2, 1, 'a')");
      const stream = await select();
      const first = await read(stream);
      await database.query("UPDATE t SET note = 'b' WHERE id = 2");
      const second = await read(stream, lastPosition(first));
      expect(second.rows).toEqual([[2, 1, "b"]]);
      expect((await read(stream, lastPosition(second))).rows).toEqual([]);
    });

    it("tells equal rows without a key apart by their number", async () => {
      await database.query("CREATE TABLE t (v int, note text)");
      await database.query("INSERT INTO t VALUES (1, 'a'), (1, 'a')");
      const stream = await select();
      const first = await read(stream);
      await database.query("INSERT INTO t VALUES (1, 'a')");
      const second = await read(stream, lastPosition(first));
      expect(second.rows).toEqual([[1, "a"]]);
      expect((await read(stream, lastPosition(second))).rows).toEqual([]);
    });

    it("reads rows without a cursor in the first run only, also when there was nothing else", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t VALUES (1, NULL), (2, NULL)");
      const stream = await select();
      const first = await read(stream);
      expect(ids(first)).toEqual([1, 2]);
      await database.query("INSERT INTO t VALUES (3, NULL), (4, 0)");
      const second = await read(stream, lastPosition(first));
      expect(ids(second)).toEqual([4]);
      await database.query("INSERT INTO t VALUES (5, NULL)");
      expect((await read(stream, lastPosition(second))).rows).toEqual([]);
    });

    it("starts with an empty table and reads what comes", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      const stream = await select();
      const first = await read(stream);
      expect(first.rows).toEqual([]);
      await database.query("INSERT INTO t VALUES (1, 1)");
      expect(ids(await read(stream, lastPosition(first)))).toEqual([1]);
    });

    it("goes on after the last key where too many rows have the last value to name them", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t SELECT i, 1 FROM generate_series(1, 3000) i");
      const stream = await select();
      const first = await read(stream);
      await database.query("INSERT INTO t VALUES (3001, 1), (3002, 2)");
      const second = await read(stream, lastPosition(first));
      expect(ids(second)).toEqual([3001, 3002]);
      expect(ctx.lines.filter(({ level }) => level === "warn")).toEqual([]);
    });

    it("reads too many rows of one value again when their number has changed, and says so", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t SELECT i, 1 FROM generate_series(1, 3000) i");
      const stream = await select();
      const first = await read(stream);
      await database.query("INSERT INTO t VALUES (0, 1)");
      const second = await read(stream, lastPosition(first));
      expect(second.rows).toHaveLength(3001);
      expect(ctx.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
      expect((await read(stream, lastPosition(second))).rows).toEqual([]);
    });

    it.each([
      ["of another length", "(id, w)"],
      ["of another column", "(w)"],
      ["gone", null],
    ])("reads too many rows of one value again when their key is %s by now", async (_, key) => {
      await database.query("CREATE TABLE t (id int NOT NULL, w int NOT NULL, v int, PRIMARY KEY (id))");
      await database.query("INSERT INTO t SELECT i, i, 1 FROM generate_series(1, 3000) i");
      const first = await read(await select());
      await database.query("ALTER TABLE t DROP CONSTRAINT t_pkey");
      if (key !== null) await database.query(`ALTER TABLE t ADD PRIMARY KEY ${key}`);
      await database.query("INSERT INTO t VALUES (3001, 0, 1)");
      const second = await read(await select(), lastPosition(first));
      expect(second.rows).toHaveLength(3001);
      expect(ctx.lines).toContainEqual(
        expect.objectContaining({ level: "warn", message: expect.stringMatching(/another key/) as string }),
      );
      expect((await read(await select(), lastPosition(second))).rows).toEqual([]);
    });

    it("knows rows by their key when other fields are chosen", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      await database.query("INSERT INTO t VALUES (1, 1, 'a'), (2, 1, 'a')");
      const stream = await select();
      const fewer = { ...stream, fields: stream.fields.slice(0, 2) };
      const first = await read(fewer);
      await database.query("INSERT INTO t VALUES (3, 1, 'a')");
      expect(ids(await read(stream, lastPosition(first)))).toEqual([3]);
    });

    it("starts anew when another cursor is chosen", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t VALUES (1, 1), (2, 2)");
      const first = await read(await select("v"));
      expect(ids(await read(await select("id"), lastPosition(first)))).toEqual([1, 2]);
    });

    it("gives each row once, whatever comes and wherever it is stopped", async () => {
      for (let seed = 1; seed <= 12; seed++) {
        const draw = createDraw(seed);
        const key = seed % 2 === 0 ? "PRIMARY KEY" : "";
        await database.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (id int ${key}, v numeric, note text)`);
        let top = 1;
        let next = 1;
        let position: Position | null = null;
        const seen: unknown[][] = [];
        for (let round = 0; round < 6; round++) {
          const count = draw(3) === 0 ? 2500 : draw(300);
          top += draw(2);
          await database.query(
            `INSERT INTO t SELECT (i * 7919) % 1000003, (${top} + i % 2)::numeric(10, ${draw(3)}), repeat('n', 30)
               FROM generate_series(${next}, ${next + count - 1}) i`,
          );
          next += count;
          const stream = await select();
          const reading = await read(stream, position, draw(2) === 0 ? draw(4) : undefined);
          const last = reading.checkpoints.at(-1);
          if (!last) continue;
          seen.push(...reading.rows.slice(0, last.rowsBefore));
          position = last.position;
          top += 1; // what was read last may be the larger of the two values
        }
        seen.push(...(await read(await select(), position)).rows);
        const expected = await database.query<{ id: number }>("SELECT id FROM t ORDER BY id");
        expect({ seed, ids: seen.map((row) => Number(row[0])).sort((left, right) => left - right) }).toEqual({
          seed,
          ids: expected.map(({ id }) => id),
        });
      }
    });
  });

  describe("the cursor", () => {
    const ordered: [type: string, values: string[]][] = [
      ["bigint", ["-9223372036854775808", "0", "9223372036854775807"]],
      ["numeric", ["-1.5", "1.0", "1.00", "1.000", "1e40", "Infinity", "NaN"]],
      ["real", ["-0", "0", "0.1", "1e30"]],
      ["double precision", ["-1e300", "0.1", "Infinity", "NaN"]],
      ["text", ["", "1'2\\3", "a", "zz"]],
      ["char(4)", ["a", "ab"]],
      ["date", ["0044-03-15 BC", "2026-01-01", "infinity"]],
      ["timestamp", ["4714-11-24 BC", "0001-01-01", "2026-01-01 00:00:00.000001", "20000-01-01"]],
      ["timestamptz", ["-infinity", "0044-03-15 10:00:00Z BC", "2026-01-01 00:00:00.123456+02", "infinity"]],
      ["uuid", ["00000000-0000-0000-0000-000000000000", "ffffffff-0000-0000-0000-000000000000"]],
    ];
    for (const [type, values] of ordered) {
      it(`may be ${type}: it rests where it is, at each of its values`, async () => {
        await database.query(`CREATE TABLE t (id serial PRIMARY KEY, v ${type})`);
        const stream = await select();
        let position: Position | null = null;
        for (const value of values) {
          await database.query(`INSERT INTO t (v) VALUES ($1::text::${type}), ($1::text::${type})`, [value]);
          const reading = await read(stream, position);
          expect(reading.rows).toHaveLength(2);
          position = lastPosition(reading);
          expect((await read(stream, position)).rows).toEqual([]);
        }
      });
    }

    it("cannot be a type without an order that text keeps", async () => {
      await database.query(
        "CREATE TABLE t (a json, b jsonb, c bytea, d int[], e interval, f inet, g boolean, h point, i money, ok int)",
      );
      expect((await discoverOne(config(), ctx, "t")).cursorFields).toEqual(["ok"]);
    });

    it("asks for a refresh when its column, or another, is gone or has another type", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      const stream = await select();
      await database.query("ALTER TABLE t DROP COLUMN note");
      await expect(read(stream)).rejects.toThrow(/no column "note" any more.*Refresh the schema/);
      await database.query("ALTER TABLE t ADD COLUMN note text; ALTER TABLE t ALTER COLUMN v TYPE text");
      await expect(read(stream)).rejects.toBeInstanceOf(ConfigError);
      await database.query("DROP TABLE t");
      await expect(read(stream)).rejects.toThrow(/no table or view public.t/);
    });

    it("refuses a position that is none of this source's", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await expect(read(await select(), { offset: 3 })).rejects.toBeInstanceOf(ConfigError);
    });
  });
});

/** Whole numbers below a limit, the same for the same seed. */
function createDraw(seed: number): (limit: number) => number {
  let state = seed * 2_654_435_761;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
}
