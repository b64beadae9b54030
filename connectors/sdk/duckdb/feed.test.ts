import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { LogicalType, Value } from "@/connectors/sdk";
import { Arena } from "./arena";
import { encodeValues } from "./encode";
import { Feed, windows } from "./feed";
import { duckTypeOf } from "./values";
import { Validity, vectorSize, type Vector } from "./vector";

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeEach(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterEach(() => {
  connection.closeSync();
  instance.closeSync();
});

/** Hands one column to DuckDB in vectors, and reads it back as DuckDB's text of each value. */
async function roundTrip(type: LogicalType, values: Value[]): Promise<(string | null)[]> {
  const { slot, sql } = duckTypeOf(type);
  const feed = await Feed.register(connection, [slot]);
  for (const { start, rows } of windows(values.length)) {
    const arena = feed.takeArena();
    const part = values.slice(start, start + rows);
    addTo(feed, rows, encodeValues({ type, slot }, part, { arena, report: fail }), { arena });
  }
  await connection.run(`CREATE TABLE t (v ${sql})`);
  await connection.run(`INSERT INTO t SELECT c0 FROM ${feed.name}()`);
  const rows = (await connection.runAndReadAll("SELECT v::VARCHAR FROM t")).getRows();
  await connection.run("DROP TABLE t");
  return rows.map(([value]) => (value === null ? null : String(value)));
}

function addTo(
  feed: Feed,
  rows: number,
  vector: Vector,
  { arena = new Arena(), hasChanges = false }: { arena?: Arena; hasChanges?: boolean } = {},
): void {
  feed.add({ rows, vectors: [vector], arena, hasChanges });
}

function fail(row: number): void {
  throw new Error(`The value in row ${row} was taken for a misfit.`);
}

describe("the layout of strings that DuckDB is given", () => {
  it("holds every length around the twelve bytes that fit inline, and long ones", async () => {
    const texts = Array.from({ length: 40 }, (_, length) =>
      "abcdefghijklmnopqrstuvwxyz0123456789ABCD".slice(0, length),
    );
    texts.push("x".repeat(300_000), "", "y".repeat(70_001), "short");
    expect(await roundTrip({ kind: "string" }, texts)).toEqual(texts);
  });

  it("holds texts of every width of UTF-8, alone and mixed", async () => {
    const texts = [
      "é",
      "ééééééé",
      "世界世界世界",
      "🌍🌍🌍🌍",
      "plain",
      "plain but longer than twelve",
      "",
      "a🌍".repeat(1000),
    ];
    expect(await roundTrip({ kind: "string" }, texts)).toEqual(texts);
  });

  it("keeps NUL bytes", async () => {
    expect(await roundTrip({ kind: "string" }, ["a\0b", "\0".repeat(20)])).toEqual(["a\0b", "\0".repeat(20)]);
  });

  it("keeps nulls apart from empty texts", async () => {
    expect(await roundTrip({ kind: "string" }, [null, "", null, "longer than twelve bytes", null])).toEqual([
      null,
      "",
      null,
      "longer than twelve bytes",
      null,
    ]);
  });

  it("holds more rows than a vector, over and over, while other memory comes and goes", async () => {
    const texts = Array.from({ length: vectorSize * 5 + 17 }, (_, row) =>
      row % 7 === 0 ? null : `row ${row} ${"·".repeat(row % 40)}`,
    );
    expect(await roundTrip({ kind: "string" }, texts)).toEqual(texts);
  });

  it("equals DuckDB's own for the same texts, where lengths, beginnings and paddings are compared first", async () => {
    const texts = ["", "a", "twelve bytes", "thirteen byte", "thirteen bytf", "世界世界世界"];
    const feed = await Feed.register(connection, [{ type: "VARCHAR" }]);
    const type = { kind: "string" } as const;
    const arena = feed.takeArena();
    const vector = encodeValues({ type, slot: { type: "VARCHAR" } }, texts, { arena, report: fail });
    addTo(feed, texts.length, vector, { arena });
    await connection.run(`CREATE TABLE t AS SELECT c0 AS v FROM ${feed.name}()`);
    for (const text of texts) {
      const found = (await connection.runAndReadAll("SELECT v FROM t WHERE v = $1", [text])).getRows();
      expect(found).toEqual([[text]]);
    }
  });

  it("holds bytes as they are", async () => {
    const blobs = [new Uint8Array(0), Uint8Array.of(0, 255, 128), new Uint8Array(5000).fill(7), null];
    const expected = ["", "\\x00\\xFF\\x80", "\\x07".repeat(5000), null];
    expect(await roundTrip({ kind: "binary" }, blobs)).toEqual(expected);
  });
});

describe("the layout of numbers that DuckDB is given", () => {
  it.each<[LogicalType, Value[], string[]]>([
    [{ kind: "boolean" }, [true, false], ["true", "false"]],
    [{ kind: "integer", bits: 16 }, [-32_768, 32_767n], ["-32768", "32767"]],
    [{ kind: "integer", bits: 32 }, [-2_147_483_648, 2_147_483_647], ["-2147483648", "2147483647"]],
    [
      { kind: "integer", bits: 64 },
      [-1, -4_294_967_296, 9_007_199_254_740_991, -9_007_199_254_740_991, 2n ** 63n - 1n, -(2n ** 63n)],
      [
        "-1",
        "-4294967296",
        "9007199254740991",
        "-9007199254740991",
        "9223372036854775807",
        "-9223372036854775808",
      ],
    ],
    [{ kind: "number", bits: 64 }, [0.1, Number.NaN, -Infinity], ["0.1", "nan", "-inf"]],
    [{ kind: "number", bits: 32 }, [0.5, Infinity], ["0.5", "inf"]],
    [{ kind: "decimal", precision: 5, scale: 2 }, ["-999.99", "0"], ["-999.99", "0.00"]],
    [
      { kind: "decimal", precision: 18, scale: 0 },
      ["999999999999999999", "-1"],
      ["999999999999999999", "-1"],
    ],
    [
      { kind: "decimal" },
      ["-99999999999999999999999999999.999999999", "-0.000000001", "5"],
      ["-99999999999999999999999999999.999999999", "-0.000000001", "5.000000000"],
    ],
    [{ kind: "decimal", precision: 38, scale: 0 }, ["-18446744073709551616"], ["-18446744073709551616"]],
    [
      { kind: "date" },
      ["2024-02-29", "-0043-03-15", "+12345-01-01", "infinity", "-infinity"],
      ["2024-02-29", "0044-03-15 (BC)", "12345-01-01", "infinity", "-infinity"],
    ],
    [{ kind: "time", zoned: false }, ["23:59:59.999999", "24:00:00"], ["23:59:59.999999", "24:00:00"]],
    [
      { kind: "time", zoned: true },
      ["12:00:00Z", "00:00:00.5+05:30", "23:59:59.999999-15:59:59"],
      ["12:00:00+00", "00:00:00.5+05:30", "23:59:59.999999-15:59:59"],
    ],
    [
      { kind: "timestamp", zoned: false },
      ["2026-11-22T01:02:03.000004", "-0043-03-15T00:00:00", "infinity"],
      ["2026-11-22 01:02:03.000004", "0044-03-15 (BC) 00:00:00", "infinity"],
    ],
    [
      { kind: "timestamp", zoned: true },
      ["2026-11-22T01:02:03Z", "-infinity"],
      ["2026-11-22 01:02:03+00", "-infinity"],
    ],
    [
      { kind: "uuid" },
      ["00112233-4455-6677-8899-aabbccddeeff", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
      ["00112233-4455-6677-8899-aabbccddeeff", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ],
    [{ kind: "json" }, ['{"b":1,"a":1.50}', "null"], ['{"b":1,"a":1.50}', "null"]],
  ])("is that of %j", async (type, values, expected) => {
    expect(await roundTrip(type, [...values, null])).toEqual([...expected, null]);
  });

  it("has validity bits that reach over several words", async () => {
    const values = Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? null : row));
    const texts = await roundTrip({ kind: "integer", bits: 32 }, values);
    expect(texts).toEqual(values.map((value) => (value === null ? null : String(value))));
  });
});

describe("a feed", () => {
  const bools = (...values: number[]): Vector => ({
    layout: "fixed",
    bytes: Uint8Array.from(values),
    validity: null,
  });
  const register = () => Feed.register(connection, [duckTypeOf({ kind: "boolean" }).slot]);
  const count = async (feed: Feed) =>
    Number((await connection.runAndReadAll(`SELECT count(*) FROM ${feed.name}()`)).getRows()[0]?.[0]);

  it("gives its rows once and then none", async () => {
    const feed = await register();
    addTo(feed, 1, bools(1));
    expect(await count(feed)).toBe(1);
    expect(await count(feed)).toBe(0);
  });

  it("keeps no memory once it is closed, though the database stays open", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const feed = await register();
    const addArena = () => {
      const arena = feed.takeArena();
      addTo(feed, 1, bools(1), { arena });
      return new WeakRef(arena);
    };
    const arenas = [addArena(), addArena(), addArena()];
    expect(await count(feed)).toBe(3);
    // One of those that were read waits again, the others are kept for later.
    arenas.push(addArena());
    feed.close();
    expect(feed).toMatchObject({ rowsWaiting: 0, bytesWaiting: 0 });
    // What a WeakRef has shown lives until the turn ends.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(arenas.filter((arena) => arena.deref())).toEqual([]);
    expect(await count(feed)).toBe(0);
  });

  it("gives a statement that runs what is added meanwhile", async () => {
    const feed = await register();
    let left = 50;
    const addOne = () => {
      addTo(feed, 2, bools(1, 0));
      if (--left > 0) void feed.whenTaken().then(addOne);
    };
    addOne();
    addTo(feed, 2, bools(1, 0));
    expect(await count(feed)).toBe(102);
    expect(feed).toMatchObject({ rowsWaiting: 0, bytesWaiting: 0 });
  });

  it("keeps chunks with changes for a statement that looks at them", async () => {
    const feed = await register();
    feed.begin(false);
    addTo(feed, 1, bools(1));
    addTo(feed, 2, bools(1, 1), { hasChanges: true });
    addTo(feed, 3, bools(1, 1, 1));
    expect(await count(feed)).toBe(1);
    expect(await count(feed)).toBe(0);
    feed.begin(true);
    expect(await count(feed)).toBe(5);
  });

  it("tells how much waits, and uses the memory of chunks again once they were read", async () => {
    const feed = await register();
    const arena = feed.takeArena();
    const bytes = arena.takeBytes(16).fill(1);
    addTo(feed, 16, { layout: "fixed", bytes, validity: null }, { arena });
    expect(feed).toMatchObject({ rowsWaiting: 16, bytesWaiting: 16 });
    const taken = feed.whenTaken();
    expect(await count(feed)).toBe(16);
    await taken;
    expect(feed.takeArena()).toBe(arena);
    expect(arena.bytesTaken).toBe(0);
  });
});

it("validity starts from a byte for each row", () => {
  const validity = Validity.from(Uint8Array.of(9, 1, 0, 1, 0), 1, 4);
  expect([0, 1, 2, 3].map((row) => validity.isNull(row))).toEqual([false, true, false, true]);
  expect(Validity.from(Uint8Array.of(1, 1), 0, 2).bits).toBeNull();
});
