import { describe, expect, it } from "vitest";
import { ConfigError, type Field, type LogicalType, metaColumns, type Value } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { useWriting } from "./testing";

describeWithMySql("MySQL destination: columns and values", () => {
  const bench = useWriting("columns");
  const { plan, feedOf, open, rows, load, table } = bench;
  const id: Field = { name: "id", type: { kind: "integer", bits: 64 }, nullable: false };
  const column = (type: LogicalType, name = "v"): Field => ({ name, type, nullable: true });
  const isSmall = (value: Value) => String(value).length < 200;

  interface Case {
    type: LogicalType;
    value: Value;
    /** null: it becomes null. */
    stored: string | null;
    change?: "NULLED" | "TRUNCATED";
  }
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const decimal = (precision: number, scale: number): LogicalType => ({ kind: "decimal", precision, scale });
  const timestamp: LogicalType = { kind: "timestamp", zoned: false };
  const time: LogicalType = { kind: "time", zoned: false };
  const json: LogicalType = { kind: "json" };
  const cases: Case[] = [
    { type: { kind: "string" }, value: "\0 \\ \t \n \r ' \" 🌍 \\N", stored: "\0 \\ \t \n \r ' \" 🌍 \\N" },
    { type: { kind: "string" }, value: "half \ud800", stored: "half \ufffd", change: "TRUNCATED" },
    { type: { kind: "string" }, value: "\\N", stored: "\\N" },
    { type: { kind: "integer", bits: 16 }, value: 40_000, stored: null, change: "NULLED" },
    { type: { kind: "integer", bits: 32 }, value: 2 ** 31, stored: null, change: "NULLED" },
    { type: { kind: "number", bits: 64 }, value: NaN, stored: null, change: "NULLED" },
    { type: { kind: "number", bits: 64 }, value: -Infinity, stored: null, change: "NULLED" },
    { type: { kind: "number", bits: 64 }, value: 1.7976931348623157e308, stored: "1.7976931348623157e308" },
    { type: { kind: "number", bits: 32 }, value: 0.1, stored: "0.1" },
    {
      type: decimal(65, 30),
      value: `-${"9".repeat(35)}.${"9".repeat(30)}`,
      stored: `-${"9".repeat(35)}.${"9".repeat(30)}`,
    },
    { type: decimal(5, 2), value: "12.345", stored: "12.34", change: "TRUNCATED" },
    { type: decimal(5, 2), value: "12.3400", stored: "12.34" },
    { type: decimal(5, 2), value: "1234.5", stored: null, change: "NULLED" },
    { type: decimal(5, 2), value: "NaN", stored: null, change: "NULLED" },
    { type: { kind: "decimal" }, value: "0001.5", stored: `1.5${"0".repeat(29)}` },
    { type: { kind: "decimal" }, value: "9".repeat(36), stored: null, change: "NULLED" },
    { type: decimal(80, 40), value: "1.5", stored: `1.5${"0".repeat(29)}` },
    { type: { kind: "date" }, value: "0001-01-01", stored: "0001-01-01" },
    { type: { kind: "date" }, value: "0000-01-01", stored: null, change: "NULLED" },
    { type: { kind: "date" }, value: "-0043-03-15", stored: null, change: "NULLED" },
    { type: { kind: "date" }, value: "+12345-01-01", stored: null, change: "NULLED" },
    { type: { kind: "date" }, value: "infinity", stored: null, change: "NULLED" },
    { type: { kind: "date" }, value: "2026-02-29", stored: null, change: "NULLED" },
    { type: time, value: "24:00:00", stored: "24:00:00.000000" },
    { type: time, value: "23:59:60", stored: null, change: "NULLED" },
    { type: { kind: "time", zoned: true }, value: "10:00:00+02:00", stored: "10:00:00+02:00" },
    { type: timestamp, value: "9999-12-31T23:59:59.999999", stored: "9999-12-31T23:59:59.999999Z" },
    { type: timestamp, value: "10000-01-01T00:00:00", stored: null, change: "NULLED" },
    { type: timestamp, value: "2026-01-01T24:00:00", stored: null, change: "NULLED" },
    { type: { kind: "timestamp", zoned: true }, value: "-infinity", stored: null, change: "NULLED" },
    {
      type: json,
      value: '{"b":1,"a":[1.10,"\\ud83c\\udf0d"]}',
      stored: '{"b":1,"a":[1.10,"\\ud83c\\udf0d"]}',
    },
    {
      type: json,
      value: '"half \\ud800 pair \\\\ud800"',
      stored: '"half \\ufffd pair \\\\ud800"',
      change: "TRUNCATED",
    },
    { type: json, value: deep(31), stored: deep(31) },
    { type: json, value: deep(101), stored: null, change: "NULLED" },
    { type: { kind: "uuid" }, value: "no uuid", stored: null, change: "NULLED" },
    { type: { kind: "boolean" }, value: "yes", stored: null, change: "NULLED" },
  ];
  for (const { type, value, stored, change } of cases) {
    const shown = isSmall(value) ? JSON.stringify(value) : `${String(value).slice(0, 20)}…`;
    it(`${type.kind} ${JSON.stringify(type).length > 20 ? JSON.stringify(type) : ""} ${shown} is ${change ?? "kept"}`, async () => {
      const result = await load(plan({ fields: [id, column(type)] }), [[1, value]]);
      const [row] = await table();
      expect(row?.v ?? null).toBe(stored);
      expect(result).toEqual({ written: 1, changed: change ? 1 : 0, quarantined: [] });
      const meta = JSON.parse(row?.[metaColumns.meta] ?? "{}") as { changes: { change: string }[] };
      expect(meta.changes.map((entry) => entry.change)).toEqual(change ? [change] : []);
    });
  }

  it("keeps every byte", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    await load(plan({ fields: [id, column({ kind: "binary" })] }), [
      [1, all],
      [2, new Uint8Array(0)],
      [3, null],
    ]);
    const found = await bench.query("SELECT HEX(v) AS v FROM orders ORDER BY id");
    expect(found.map(({ v }) => v)).toEqual([Buffer.from(all).toString("hex").toUpperCase(), "", null]);
  });

  it("keeps the source's own reasons beside its own", async () => {
    const feed = feedOf(plan());
    const writer = await open(feed);
    const given = new Map([[0, [{ field: "name", change: "NULLED", reason: "SOURCE_SAYS: no" } as const]]]);
    const result = await writer.write(0, rows([[2n ** 70n, null, 1]], given));
    expect(result.changed).toBe(2);
    await writer.commit(checkpointOf(feed, 1, 1, true));
    await writer.close();
    const [row] = await table();
    expect(JSON.parse(row?.[metaColumns.meta] ?? "")).toMatchObject({
      changes: [{ field: "name", reason: "SOURCE_SAYS: no" }, { field: "id" }],
    });
  });

  it("takes rows of several megabytes, and nulls what is larger than the server takes", async () => {
    const large = "x".repeat(5_000_000);
    const result = await load(plan({ fields: [id, column({ kind: "string" })] }), [
      [1, large],
      [2, "y".repeat(17_000_000)],
      [3, "after"],
    ]);
    expect(result).toMatchObject({ written: 3, changed: 1 });
    const found = await bench.query("SELECT LENGTH(v) AS v FROM orders ORDER BY id");
    expect(found.map(({ v }) => v)).toEqual(["5000000", null, "5"]);
  });

  it("quarantines a row with more long values than a page holds, and keeps the others", async () => {
    const fields = [
      id,
      ...Array.from({ length: 600 }, (_, index) => column({ kind: "string" }, `c${index}`)),
    ];
    const wide = (id: number, value: string | null) => [id, ...new Array<Value>(600).fill(value)];
    const result = await load(plan({ fields }), [
      wide(1, "x".repeat(100)),
      wide(2, null),
      wide(3, "short"),
      [4, "y".repeat(100_000), ...new Array<Value>(599).fill(null)],
    ]);
    expect(result.written).toBe(3);
    expect(result.quarantined).toMatchObject([
      { row: { id: "1" }, reason: expect.stringMatching(/page of InnoDB/) as string },
    ]);
    expect((await table()).map((row) => row.id).sort()).toEqual(["2", "3", "4"]);
  });

  it("refuses more columns than a table holds, with what to do", async () => {
    const fields = Array.from({ length: 1014 }, (_, index) => column({ kind: "boolean" }, `c${index}`));
    await expect(load(plan({ fields }), [])).rejects.toThrow(
      /1018 columns.*at most 1,017.*raw normalization/,
    );
    await expect(load(plan({ fields }), [])).rejects.toBeInstanceOf(ConfigError);
    await load(plan({ fields: fields.slice(1) }), [[true]]);
    expect(await table()).toHaveLength(1);
  });

  describe("a column that is there", () => {
    const widened: [there: string, type: LogicalType, value: Value, stored: string][] = [
      ["smallint", { kind: "integer", bits: 64 }, 9_007_199_254_740_993n, "9007199254740993"],
      ["bigint", { kind: "integer", bits: 16 }, 7, "7"],
      ["int", { kind: "decimal", precision: 20, scale: 4 }, "1.5", "1.5000"],
      ["decimal(5,1)", { kind: "decimal", precision: 10, scale: 4 }, "123456.7891", "123456.7891"],
      ["float", { kind: "number", bits: 64 }, 0.1, "0.1"],
      ["varchar(10)", { kind: "string" }, "x".repeat(100), "x".repeat(100)],
      ["text", { kind: "date" }, "2026-01-01", "2026-01-01"],
      ["bigint", { kind: "string" }, "a", "a"],
      [
        "varchar(64)",
        { kind: "uuid" },
        "123e4567-e89b-42d3-a456-426614174000",
        "123e4567-e89b-42d3-a456-426614174000",
      ],
      [
        "datetime",
        { kind: "timestamp", zoned: false },
        "2026-01-01T00:00:00.5",
        "2026-01-01T00:00:00.500000Z",
      ],
      [
        "timestamp NULL",
        { kind: "timestamp", zoned: true },
        "1900-01-01T00:00:00Z",
        "1900-01-01T00:00:00.000000Z",
      ],
      ["time", { kind: "time", zoned: false }, "10:00:00.25", "10:00:00.250000"],
    ];
    for (const [there, type, value, stored] of widened) {
      it(`as ${there} takes ${JSON.stringify(type)}`, async () => {
        await bench.query(`CREATE TABLE orders (ID bigint, V ${there})`);
        await load(plan({ fields: [id, column(type)] }), [
          [1, value],
          [2, null],
        ]);
        const found = (await table()).map((row) => row.V);
        expect(found).toEqual([stored, null]);
      });
    }

    it.each([
      ["int", { kind: "date" }],
      ["date", { kind: "integer", bits: 64 }],
      ["blob", { kind: "string" }],
      ["json", { kind: "string" }],
      ["int unsigned", { kind: "integer", bits: 64 }],
    ] as [string, LogicalType][])("as %s is refused for %j, by name", async (there, type) => {
      await bench.query(`CREATE TABLE orders (id bigint, v ${there})`);
      await expect(load(plan({ fields: [id, column(type)] }), [])).rejects.toThrow(
        /Column "v" of .*"orders"/,
      );
    });

    it("in a view is refused", async () => {
      await bench.query("CREATE VIEW orders AS SELECT 1 AS id");
      await expect(load(plan(), [])).rejects.toThrow(/no table but a view/);
    });
  });

  it("writes tables and columns whatever they are called", async () => {
    for (const name of ["a`b", "q\"u'o;te", "DROP TABLE x; --", "ümläut", "select", "x".repeat(64)]) {
      const fields = [id, column({ kind: "string" }, `${name.slice(0, 60)}v`)];
      await load(plan({ name, fields }), [[1, name]]);
      expect((await table(name)).map((row) => row[`${name.slice(0, 60)}v`])).toEqual([name]);
    }
  });
});
