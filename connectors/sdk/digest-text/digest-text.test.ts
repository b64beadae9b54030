import { describe, expect, it } from "vitest";
import type { DigestForm } from "../digest";
import type { LogicalType, Value } from "../values";
import { isHigher } from "./order";
import { BucketSums, RowDigest } from "./rows";
import { digestText } from "./text";
import { digestValue } from "./value";

const decimal: LogicalType = { kind: "decimal" };
const double: LogicalType = { kind: "number", bits: 64 };
const date: LogicalType = { kind: "date" };
const local: LogicalType = { kind: "timestamp", zoned: false };
const zoned: LogicalType = { kind: "timestamp", zoned: true };

const texts: [LogicalType, DigestForm, Exclude<Value, null>, string][] = [
  [{ kind: "string" }, "text", "  a\u001f ", "  a\u001f "],
  [{ kind: "boolean" }, "boolean", false, "0"],
  [{ kind: "integer", bits: 64 }, "decimal", -9223372036854775808n, "-9223372036854775808"],
  [decimal, "decimal", "0012.500", "12.5"],
  [decimal, "decimal", "-0.00", "0"],
  [decimal, "decimal", "100", "100"],
  [decimal, "decimal", "-Infinity", "-Infinity"],
  [double, "float64", 12.5, "7036874417766400p-49"],
  [double, "float64", -300, "-5277655813324800p-44"],
  [double, "float64", 2 ** 1023, "4503599627370496p971"],
  [double, "float64", 5e-324, "1p-1074"],
  [double, "float64", 1, "4503599627370496p-52"],
  [double, "float64", -0, "0"],
  [double, "float64", NaN, "NaN"],
  [{ kind: "number", bits: 32 }, "float32", 0.1, "7205759511166976p-56"],
  [date, "date", "1969-12-31", "-1"],
  [date, "date", "-0043-03-15", "-735160"],
  [date, "date", "infinity", "infinity"],
  [{ kind: "time", zoned: false }, "time", "00:00:01.5", "1500000"],
  [local, "instant", "1970-01-01T00:00:00.000001", "1"],
  [zoned, "instant", "1969-12-31T23:59:59Z", "-1000000"],
  [zoned, "instant", "-infinity", "-infinity"],
  [{ kind: "binary" }, "hex", new Uint8Array([0, 255]), "00ff"],
  [{ kind: "json" }, "json", '{"bb":1.50,"a":[1e2,-0.0],"a":"\\u00e9"}', '{"a": "é", "bb": 1.50}'],
  [{ kind: "json" }, "json", "1.5e-3", "0.0015"],
  [{ kind: "json" }, "jsonText", '{"b" : 1}', '{"b" : 1}'],
];

describe("the text of a value", () => {
  for (const [type, form, value, text] of texts) {
    it(`is ${text} for the ${type.kind} ${String(value)} as ${form}`, () => {
      expect(digestText(form, value)).toBe(text);
    });
  }

  it("gives a value back that has the same text", () => {
    for (const [type, form, , text] of texts) {
      const value = digestValue(type, form, text);
      expect(value === null ? null : digestText(form, value)).toBe(text);
    }
  });
});

describe("rows", () => {
  const request = {
    columns: [
      { name: "id", form: "decimal" as const },
      { name: "name", form: "text" as const },
    ],
    key: [{ name: "id", form: "decimal" as const }],
    cursor: { name: "id", form: "decimal" as const },
    newestRunOnly: false,
  };
  const placeOf = (name: string) =>
    name === "id"
      ? { index: 0, type: { kind: "integer", bits: 64 } as const }
      : { index: 1, type: { kind: "string" } as const };
  const digest = new RowDigest(request, placeOf);

  it("tell a null from every text, and values from their neighbours", () => {
    const hashes = [
      [1, null],
      [1, "~"],
      [1, ""],
      [12, "3"],
      [1, "23"],
    ].map((row) => digest.of(row as Value[]).row.hash);
    expect(new Set(hashes).size).toBe(5);
  });

  it("lie in the bucket of their key, whatever else they hold", () => {
    expect(digest.of([7, "one"]).bucket).toBe(digest.of([7, "two"]).bucket);
  });

  it("sum up to the same in whatever order, with the highest cursor", () => {
    const rows: Value[][] = [
      [9, "a"],
      [10, "b"],
      [2, "c"],
    ];
    const sum = (order: Value[][]) => {
      const sums = new BucketSums(isHigher);
      for (const row of order) sums.add(0, digest.of(row).row);
      return sums.list();
    };
    expect(sum(rows)).toEqual(sum([...rows].reverse()));
    expect(sum(rows)).toMatchObject([{ rows: 3, reach: "10" }]);
  });

  it("compare cursors as numbers, and none with what is no number", () => {
    expect(isHigher("10", "9")).toBe(true);
    expect(isHigher("9223372036854775807", "9223372036854775806")).toBe(true);
    expect(isHigher("4503599627370496p-52", "4503599627370496p-51")).toBe(false);
    expect(isHigher("infinity", "99")).toBe(true);
    expect(isHigher("NaN", "1")).toBe(false);
  });
});
