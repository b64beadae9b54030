import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogicalType, Value } from "@/connectors/sdk";
import { columnsOf } from "@/connectors/sdk/testing/columns";
import { quoteNonNumbers } from "./json";
import { rowsOf } from "@/connectors/sdk/column-values";
import { Database } from "./testing";

let database: Database;
beforeEach(async () => {
  database = await Database.create();
});
afterEach(() => database.dispose());

type Case = [sqlType: string, literals: string[], type: LogicalType, values: Value[]];

const decimal = (precision: number, scale: number): LogicalType => ({ kind: "decimal", precision, scale });
const integer = (bits: 16 | 32 | 64): LogicalType => ({ kind: "integer", bits });
const json: LogicalType = { kind: "array", of: { kind: "json" } };

const cases: Case[] = [
  ["BOOLEAN", ["true", "false"], { kind: "boolean" }, [true, false]],
  ["TINYINT", ["-128", "127"], integer(16), [-128, 127]],
  ["UTINYINT", ["0", "255"], integer(16), [0, 255]],
  ["SMALLINT", ["-32768", "32767"], integer(16), [-32768, 32767]],
  ["USMALLINT", ["65535"], integer(32), [65535]],
  ["INTEGER", ["-2147483648", "2147483647"], integer(32), [-2147483648, 2147483647]],
  ["UINTEGER", ["4294967295"], integer(64), [4294967295]],
  ["BIGINT", ["-9223372036854775808", "42"], integer(64), [-9223372036854775808n, 42]],
  ["UBIGINT", ["18446744073709551615"], decimal(20, 0), ["18446744073709551615"]],
  [
    "HUGEINT",
    ["'-170141183460469231731687303715884105728'"],
    decimal(39, 0),
    ["-170141183460469231731687303715884105728"],
  ],
  [
    "UHUGEINT",
    ["'340282366920938463463374607431768211455'"],
    decimal(39, 0),
    ["340282366920938463463374607431768211455"],
  ],
  ["FLOAT", ["1.5", "'nan'"], { kind: "number", bits: 32 }, [1.5, NaN]],
  ["DOUBLE", ["0.1", "'-inf'"], { kind: "number", bits: 64 }, [0.1, -Infinity]],
  ["DECIMAL(4,1)", ["-0.5", "999.9"], decimal(4, 1), ["-0.5", "999.9"]],
  ["DECIMAL(18,3)", ["123456789012345.678", "-0.001"], decimal(18, 3), ["123456789012345.678", "-0.001"]],
  ["DECIMAL(9,0)", ["7"], decimal(9, 0), ["7"]],
  [
    "DECIMAL(38,2)",
    ["'123456789012345678901234567890.12'"],
    decimal(38, 2),
    ["123456789012345678901234567890.12"],
  ],
  [
    "DATE",
    ["'2026-02-28'", "'44-03-15 (BC)'", "'infinity'", "'-infinity'"],
    { kind: "date" },
    ["2026-02-28", "-0043-03-15", "infinity", "-infinity"],
  ],
  [
    "TIME",
    ["'23:59:59.999999'", "'00:00:00'"],
    { kind: "time", zoned: false },
    ["23:59:59.999999", "00:00:00"],
  ],
  [
    "TIMETZ",
    ["'10:00:00.5+02'", "'10:00:00-02:30'", "'10:00:00+02:30:15'"],
    { kind: "time", zoned: true },
    ["10:00:00.5+02:00", "10:00:00-02:30", "10:00:00+02:30:15"],
  ],
  [
    "TIMESTAMP",
    ["'2026-02-28 12:34:56.789012'", "'1969-12-31 23:59:59.5'", "'infinity'", "'-infinity'"],
    { kind: "timestamp", zoned: false },
    ["2026-02-28T12:34:56.789012", "1969-12-31T23:59:59.500000", "infinity", "-infinity"],
  ],
  ["TIMESTAMP_S", ["'2026-02-28 12:34:56'"], { kind: "timestamp", zoned: false }, ["2026-02-28T12:34:56"]],
  [
    "TIMESTAMP_MS",
    ["'2026-02-28 12:34:56.789'"],
    { kind: "timestamp", zoned: false },
    ["2026-02-28T12:34:56.789000"],
  ],
  [
    "TIMESTAMP_NS",
    ["'2026-02-28 12:34:56.123456789'"],
    { kind: "string" },
    ["2026-02-28 12:34:56.123456789"],
  ],
  ["TIMESTAMPTZ", ["'2026-02-28 12:00:00+02'"], { kind: "timestamp", zoned: true }, ["2026-02-28T10:00:00Z"]],
  ["INTERVAL", ["'1 month 3 days'"], { kind: "string" }, ["1 month 3 days"]],
  [
    "BLOB",
    ["'\\x00\\xFFabc'", "''"],
    { kind: "binary" },
    [Uint8Array.of(0, 255, 97, 98, 99), new Uint8Array(0)],
  ],
  ["BIT", ["'10110'"], { kind: "string" }, ["10110"]],
  [
    "UUID",
    ["'123E4567-e89b-42d3-a456-426614174000'"],
    { kind: "uuid" },
    ["123e4567-e89b-42d3-a456-426614174000"],
  ],
  ["JSON", [`'{"b": [1.10, null]}'`], { kind: "json" }, ['{"b": [1.10, null]}']],
  [
    "VARCHAR",
    ["''", "'exactly 12 b'", "'thirteen bytes'", "'Grüße, 世界 🌍'", "repeat('x', 70000)"],
    { kind: "string" },
    ["", "exactly 12 b", "thirteen bytes", "Grüße, 世界 🌍", "x".repeat(70_000)],
  ],
  ["ENUM('sad', 'glad')", ["'glad'"], { kind: "string" }, ["glad"]],
  [
    "DECIMAL(30,2)[]",
    ["[1.10, 1234567890123456789012345678.12]"],
    json,
    ["[1.10,1234567890123456789012345678.12]"],
  ],
  ["INTEGER[2]", ["[1, NULL]"], json, ["[1,null]"]],
  [
    'STRUCT(a INTEGER, "b c" VARCHAR)',
    ["{'a': 1, 'b c': 'x \"y\"'}"],
    { kind: "object", fields: [] },
    ['{"a":1,"b c":"x \\"y\\""}'],
  ],
  [
    "MAP(VARCHAR, DOUBLE)",
    ["MAP {'nan': 'nan'::DOUBLE, 'one': 1.5}"],
    { kind: "json" },
    ['{"nan":"NaN","one":1.5}'],
  ],
  ["UNION(num INTEGER, str VARCHAR)", ["union_value(num := 1)"], { kind: "json" }, ['{"num":1}']],
];

describe("values of every type", () => {
  it.each(cases)("%s are read, and null among them", async (sqlType, literals, type, values) => {
    const rows = ["NULL", ...literals].map((literal) => `((${literal})::${sqlType})`).join(", ");
    await database.run(`CREATE TABLE t (v ${sqlType})`, `INSERT INTO t VALUES ${rows}`);
    const stream = await database.select("t");
    expect(stream.fields).toEqual([{ name: "v", type, nullable: true }]);
    const { rows: read } = await database.read(stream);
    expect(read).toEqual([null, ...values].map((value) => [value]));

    const { events } = await database.read(stream, null, "columns");
    const [batch] = events.flatMap((event) =>
      event.type === "batch" && event.batch.encoding === "columns" ? [event.batch] : [],
    );
    const expected = columnsOf(stream.fields, read).columns[0];
    const isText = (as: string | undefined) => as === "utf8" || as === "text";
    const given = batch?.columns[0];
    expect(isText(given?.as) ? "texts" : given?.as).toBe(isText(expected?.as) ? "texts" : expected?.as);
    expect(rowsOf(batch?.columns ?? [], [type], batch?.count ?? 0)).toEqual(read);
  });

  it("over many chunks keep their places, with nulls in some of them", async () => {
    await database.run(
      "CREATE TABLE t AS SELECT i, CASE WHEN i % 3 = 0 AND i > 3000 THEN NULL ELSE 'text of row ' || i END AS text FROM range(9000) AS rows(i)",
    );
    const { rows } = await database.read(await database.select("t"));
    expect(rows).toHaveLength(9000);
    expect(
      rows.every(
        ([i, text]) => text === (Number(i) % 3 === 0 && Number(i) > 3000 ? null : `text of row ${Number(i)}`),
      ),
    ).toBe(true);
  });
});

describe("texts", () => {
  it("lie anywhere in DuckDB's memory: one behind the other, in a dictionary, sorted, and far apart", async () => {
    await database.run(
      `CREATE TABLE t AS SELECT i, repeat(chr(97 + (i % 26)::INTEGER), (i * 7919 % 61)::INTEGER) AS mixed,
              ['a word of some length', 'another word, longer than the first', 'short', NULL][1 + i % 4] AS word,
              CASE WHEN i % 500 = 0 THEN repeat('long ', 4000) END AS long
         FROM range(5000) AS rows(i) ORDER BY hash(i)`,
    );
    const words = ["a word of some length", "another word, longer than the first", "short", null];
    const { rows } = await database.read(await database.select("t"));
    expect(rows).toHaveLength(5000);
    for (const [id, mixed, word, long] of rows) {
      const i = Number(id);
      const expected = [
        String.fromCharCode(97 + (i % 26)).repeat((i * 7919) % 61),
        words[i % 4],
        i % 500 === 0 ? "long ".repeat(4000) : null,
      ];
      if (mixed !== expected[0] || word !== expected[1] || long !== expected[2])
        expect([mixed, word, long]).toEqual(expected);
    }
  });
});

describe("doubles in JSON that are no numbers", () => {
  it("become texts, and nothing in texts changes", () => {
    expect(quoteNonNumbers('{"NaN":[NaN,-Infinity,1.5],"a":"x \\" NaN , inf"}')).toBe(
      '{"NaN":["NaN","-Infinity",1.5],"a":"x \\" NaN , inf"}',
    );
  });
});
