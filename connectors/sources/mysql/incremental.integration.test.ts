import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type Position, type SelectedStream } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { configOf, discoverOne, type Reading, readRows, selectByCursor } from "./testing";

/** A checkpoint after every block, and blocks as small as they get. */
const often = { blockBytes: 4096, checkpointEveryBytes: 1 };

describeWithMySql("reading by a cursor", () => {
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    database = await createMySqlDatabase("cursor");
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
    const [row] = await database.query("SELECT COUNT(*) AS count FROM t");
    expect(all).toHaveLength(Number(row?.count));
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
      await database.query("INSERT INTO t SELECT seq, seq DIV 7, REPEAT('x', 50) FROM seq_1_to_9000");
      await expectResumable(await select(), 10);
    });

    it("with a key of a text that ignores case, where thousands of rows have the same cursor, and some have none", async () => {
      await database.query(
        "CREATE TABLE t (a int, v date, b varchar(20) CHARACTER SET latin1, note text, PRIMARY KEY (b, a))",
      );
      await database.query(
        `INSERT INTO t SELECT seq, IF(seq % 3 > 0, '2026-01-01' + INTERVAL seq DIV 8000 DAY, NULL),
                CONCAT(ELT(seq % 5 + 1, 'é''\\\\', 'E ', 'b', 'Ä', 'z')), REPEAT('x', 20) FROM seq_1_to_30000`,
      );
      await expectResumable(await select(), 10);
    });

    it("without a key, where rows are alike", async () => {
      await database.query("CREATE TABLE t (v int, note text)");
      await database.query("INSERT INTO t SELECT seq DIV 900, CONCAT('note ', seq % 30) FROM seq_1_to_20000");
      await expectResumable(await select(), 10);
    });

    it("without a key, where thousands of rows have the same cursor", async () => {
      await database.query("CREATE TABLE t (v int, note text)");
      await database.query(
        "INSERT INTO t SELECT NULLIF(seq DIV 5000, 2), CONCAT('note ', seq % 3000) FROM seq_1_to_30000",
      );
      await expectResumable(await select(), 3);
    });

    it("with neither key nor cursor among the chosen fields", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      await database.query("INSERT INTO t SELECT seq, seq DIV 2500, CONCAT('note ', seq) FROM seq_1_to_9000");
      const stream = await select();
      await expectResumable({ ...stream, fields: stream.fields.slice(2) }, 5);
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

    it("goes on after the last key where too many rows have the last value to name them", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t SELECT seq, 1 FROM seq_1_to_3000");
      const stream = await select();
      const first = await read(stream);
      await database.query("INSERT INTO t VALUES (3001, 1), (3002, 2)");
      expect(ids(await read(stream, lastPosition(first)))).toEqual([3001, 3002]);
      expect(ctx.lines.filter(({ level }) => level === "warn")).toEqual([]);
    });

    it("reads too many rows of one value again when their number has changed, and says so", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)");
      await database.query("INSERT INTO t SELECT seq, 1 FROM seq_1_to_3000");
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
      await database.query("INSERT INTO t SELECT seq, seq, 1 FROM seq_1_to_3000");
      const first = await read(await select());
      await database.query("ALTER TABLE t DROP PRIMARY KEY");
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
      const first = await read({ ...stream, fields: stream.fields.slice(0, 2) });
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
      for (let seed = 1; seed <= 8; seed++) {
        const draw = createDraw(seed);
        const key = seed % 2 === 0 ? "PRIMARY KEY" : "";
        await database.query(
          `DROP TABLE IF EXISTS t; CREATE TABLE t (id int ${key}, v decimal(10,2), note text)`,
        );
        let top = 1;
        let next = 1;
        let position: Position | null = null;
        const seen: unknown[][] = [];
        for (let round = 0; round < 6; round++) {
          const count = draw(3) === 0 ? 2500 : draw(300) + 1;
          top += draw(2);
          await database.query(
            `INSERT INTO t SELECT (seq * 7919) % 1000003, ${top} + seq % 2, REPEAT('n', 30) FROM seq_${next}_to_${next + count - 1}`,
          );
          next += count;
          const reading = await read(await select(), position, draw(2) === 0 ? draw(4) : undefined);
          const last = reading.checkpoints.at(-1);
          if (!last) continue;
          seen.push(...reading.rows.slice(0, last.rowsBefore));
          position = last.position;
          top += 1; // what was read last may be the larger of the two values
        }
        seen.push(...(await read(await select(), position)).rows);
        const expected = await database.query("SELECT id FROM t ORDER BY id");
        expect({ seed, ids: seen.map((row) => Number(row[0])).sort((left, right) => left - right) }).toEqual({
          seed,
          ids: expected.map(({ id }) => Number(id)),
        });
      }
    });
  });

  describe("the cursor", () => {
    const ordered: [type: string, values: string[]][] = [
      ["bigint", ["-9223372036854775808", "0", "9223372036854775807"]],
      ["bigint unsigned", ["0", "18446744073709551615"]],
      ["decimal(20,5)", ["-1.5", "1.0", "1.00001"]],
      ["float", ["-1e30", "0", "0.1", "1e30"]],
      ["double", ["-1e300", "-0e0", "0.1", "1e300"]],
      ["varchar(20)", ["''", "'1\\'2\\\\3'", "'A'", "'a'", "'a '", "'ä'", "'🌍'"]],
      ["varchar(20) CHARACTER SET latin1 COLLATE latin1_general_cs", ["'A'", "'a'", "'é'"]],
      ["text", ["'A'", "'a'"]],
      ["year", ["1901", "2155"]],
      ["date", ["'0000-00-00'", "'2026-01-01'", "'9999-12-31'"]],
      [
        "datetime(6)",
        ["'1000-01-01 00:00:00'", "'2026-01-01 00:00:00.000001'", "'2026-01-01 00:00:00.000002'"],
      ],
      ["timestamp(3) NULL", ["'1970-01-01 00:00:01'", "'2026-03-29 02:30:00.5'"]],
    ];
    for (const [type, values] of ordered) {
      it(`may be ${type}: it rests where it is, at each of its values`, async () => {
        await database.query(`CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v ${type})`);
        const stream = await select();
        let position: Position | null = null;
        for (const value of values) {
          await database.query(`SET SESSION sql_mode = ''; INSERT INTO t (v) VALUES (${value}), (${value})`);
          const reading = await read(stream, position);
          expect({ value, ids: ids(reading).length }).toEqual({ value, ids: 2 });
          position = lastPosition(reading);
          expect((await read(stream, position)).rows).toEqual([]);
        }
      });
    }

    it("cannot be a type without an order that text keeps", async () => {
      await database.query(
        "CREATE TABLE t (a json, b bit(3), c blob, d enum('x'), e set('x'), f time, g boolean, h point, ok int)",
      );
      expect((await discoverOne(config(), ctx, "t")).cursorFields).toEqual(["ok"]);
    });

    it("asks for a refresh when its column, or another, is gone or has another type", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v int, note text)");
      const stream = await select();
      await database.query("ALTER TABLE t DROP COLUMN note");
      await expect(read(stream)).rejects.toThrow(/no column "note" any more.*Refresh the schema/);
      await database.query("ALTER TABLE t ADD COLUMN note text; ALTER TABLE t MODIFY COLUMN v text");
      await expect(read(stream)).rejects.toBeInstanceOf(ConfigError);
      await database.query("DROP TABLE t");
      await expect(read(stream)).rejects.toThrow(/no table or view .*\.t/);
    });

    it("refuses a position that is none of this source's, and a value that is too long for one", async () => {
      await database.query("CREATE TABLE t (id int PRIMARY KEY, v longtext)");
      await expect(read(await select(), { offset: 3 })).rejects.toBeInstanceOf(ConfigError);
      await database.query("INSERT INTO t VALUES (1, REPEAT('x', 9000))");
      await expect(read(await select())).rejects.toThrow(/has 9000 characters/);
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
