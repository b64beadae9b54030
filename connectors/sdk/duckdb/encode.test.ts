import { describe, expect, it } from "vitest";
import type { Column, LogicalType, Value } from "@/connectors/sdk";
import { Arena } from "./arena";
import { encodeColumn } from "./columns";
import { encodeValues, type Misfit } from "./encode";
import { duckTypeOf } from "./values";

const size = "DESTINATION_FIELD_SIZE_LIMITATION";
const form = "DESTINATION_SERIALIZATION_ERROR";

function columnOf(type: LogicalType) {
  return { type, slot: duckTypeOf(type).slot };
}

function misfitsOf(type: LogicalType, values: Value[]): Record<number, string> {
  const found: Record<number, string> = {};
  encodeValues(columnOf(type), values, { arena: new Arena(), report: collect(found) });
  return found;
}

function misfitsIn(type: LogicalType, column: Column, start = 0): Record<number, string> {
  const found: Record<number, string> = {};
  const vector = encodeColumn(
    columnOf(type),
    column,
    { start, rows: column.values.length - start },
    { arena: new Arena(), report: collect(found) },
  );
  for (const [row, text] of Object.entries(found)) {
    const bits = vector.validity?.[Number(row) >> 3] ?? 255;
    if (text.startsWith("NULLED")) expect(bits & (1 << (Number(row) & 7))).toBe(0);
  }
  return found;
}

function collect(found: Record<number, string>) {
  return (row: number, { change, reason }: Misfit) => void (found[row] = `${change} ${reason}`);
}

describe("values in rows that DuckDB cannot hold", () => {
  it.each<[LogicalType, Value[], Record<number, string>]>([
    [
      { kind: "integer", bits: 16 },
      [32_767, 32_768, -32_769n, 1.5, "7", true],
      {
        1: `NULLED ${size}`,
        2: `NULLED ${size}`,
        3: `NULLED ${form}`,
        4: `NULLED ${form}`,
        5: `NULLED ${form}`,
      },
    ],
    [{ kind: "integer", bits: 64 }, [2n ** 63n, 2 ** 53, 1], { 0: `NULLED ${size}`, 1: `NULLED ${form}` }],
    [{ kind: "number", bits: 32 }, [1e39, Infinity, "x"], { 0: `NULLED ${size}`, 2: `NULLED ${form}` }],
    [
      { kind: "decimal", precision: 5, scale: 2 },
      ["1.234", "1000", "NaN", "x", 1.5],
      { 0: `TRUNCATED ${size}`, 1: `NULLED ${size}`, 2: `NULLED ${size}`, 3: `NULLED ${form}` },
    ],
    [
      { kind: "decimal" },
      ["0.0000000001", "1".repeat(30), "-Infinity"],
      { 0: `TRUNCATED ${size}`, 1: `NULLED ${size}`, 2: `NULLED ${size}` },
    ],
    [{ kind: "boolean" }, [1, "true", false], { 0: `NULLED ${form}`, 1: `NULLED ${form}` }],
    [{ kind: "date" }, ["2023-02-29", 5, "2023-02-28"], { 0: `NULLED ${form}`, 1: `NULLED ${form}` }],
    [
      { kind: "timestamp", zoned: true },
      ["2023-01-01T00:00:00", "+300000-01-01T00:00:00Z"],
      { 0: `NULLED ${form}`, 1: `NULLED ${form}` },
    ],
    [
      { kind: "json" },
      ["{}", "{", 5, '"\\ud800"'],
      { 1: `NULLED ${form}`, 2: `NULLED ${form}`, 3: `NULLED ${form}` },
    ],
    [{ kind: "uuid" }, ["x", null], { 0: `NULLED ${form}` }],
    [{ kind: "binary" }, ["text", Uint8Array.of(1)], { 0: `NULLED ${form}` }],
    [
      { kind: "string" },
      ["fine", "half \ud800", Uint8Array.of(1), 12n],
      { 1: `TRUNCATED ${form}`, 2: `NULLED ${form}` },
    ],
  ])("become null or are cut, with the reason: %j", (type, values, expected) => {
    expect(misfitsOf(type, values)).toEqual(expected);
  });

  it("are found where one text ends and the next begins with half of the same pair", () => {
    expect(misfitsOf({ kind: "string" }, ["end \ud83d", "\ude00 start"])).toEqual({
      0: `TRUNCATED ${form}`,
      1: `TRUNCATED ${form}`,
    });
  });
});

describe("values in columns that DuckDB cannot hold", () => {
  const infinity = 2n ** 63n - 1n;

  it.each<[string, LogicalType, Column, number[]]>([
    [
      "16 bits",
      { kind: "integer", bits: 16 },
      { as: "int32", values: Int32Array.of(32_767, 32_768, -32_768, -32_769) },
      [1, 3],
    ],
    [
      "floats",
      { kind: "number", bits: 32 },
      { as: "float64", values: Float64Array.of(1, 1e39, -1e39, NaN, Infinity) },
      [1, 2],
    ],
    [
      "dates",
      { kind: "date" },
      { as: "date32", values: Int32Array.of(0, -2_147_483_648, 2_147_483_647, -2_147_483_647) },
      [1],
    ],
    [
      "short decimals",
      { kind: "decimal", precision: 4, scale: 2 },
      { as: "decimal64", scale: 2, values: BigInt64Array.of(9999n, 10_000n, -9999n, -10_000n, 2n ** 40n) },
      [1, 3, 4],
    ],
    [
      "long decimals",
      { kind: "decimal", precision: 18, scale: 0 },
      { as: "decimal64", scale: 0, values: BigInt64Array.of(10n ** 18n - 1n, 10n ** 18n, -(10n ** 18n)) },
      [1, 2],
    ],
    [
      "times",
      { kind: "time", zoned: false },
      { as: "time64", values: BigInt64Array.of(86_400_000_000n, 86_400_000_001n, -1n) },
      [1, 2],
    ],
    [
      "timestamps",
      { kind: "timestamp", zoned: true },
      {
        as: "micros64",
        values: BigInt64Array.of(
          infinity,
          -infinity,
          infinity - 1n,
          -infinity - 1n,
          -9_223_372_022_400_000_000n,
          -9_223_372_022_400_000_001n,
        ),
      },
      [3, 5],
    ],
  ])("become null with the reason: %s", (_what, type, column, rows) => {
    expect(misfitsIn(type, column)).toEqual(Object.fromEntries(rows.map((row) => [row, `NULLED ${size}`])));
  });

  it("are not looked for among nulls", () => {
    const column: Column = { as: "int32", values: Int32Array.of(70_000, 70_000), valid: Uint8Array.of(0, 1) };
    expect(misfitsIn({ kind: "integer", bits: 16 }, column)).toEqual({ 1: `NULLED ${size}` });
  });

  it("are found in the middle of a batch too", () => {
    const column: Column = { as: "decimal64", scale: 0, values: BigInt64Array.of(1n, 2n, 10n ** 15n, 3n) };
    expect(misfitsIn({ kind: "decimal", precision: 15, scale: 0 }, column, 1)).toEqual({
      1: `NULLED ${size}`,
    });
  });
});

describe("columns", () => {
  it("are copied, so that their arrays may be used again", () => {
    const values = Int32Array.of(1, 2, 3);
    const vector = encodeColumn(
      columnOf({ kind: "integer", bits: 32 }),
      { as: "int32", values },
      { start: 0, rows: 3 },
      { arena: new Arena(), report: () => undefined },
    );
    values.fill(9);
    expect(
      vector.layout === "fixed" && [...new Int32Array(vector.bytes.buffer, vector.bytes.byteOffset, 3)],
    ).toEqual([1, 2, 3]);
  });

  it("that are not what was planned are a fault of the source", () => {
    const column: Column = { as: "int32", values: Int32Array.of(1) };
    expect(() =>
      encodeColumn(
        columnOf({ kind: "date" }),
        column,
        { start: 0, rows: 1 },
        { arena: new Arena(), report: () => undefined },
      ),
    ).toThrow(/as int32/);
  });
});
