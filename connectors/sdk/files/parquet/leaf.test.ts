import type { SchemaElement } from "hyparquet";
import { describe, expect, it } from "vitest";
import { decimalText, leafOf } from "./leaf";

const element = (more: Partial<SchemaElement>): SchemaElement => ({
  name: "v",
  repetition_type: "OPTIONAL",
  ...more,
});
const bytes = (...values: number[]) => Uint8Array.from(values);

/** What no writer at hand writes any more. */
describe("older and rarer columns", () => {
  it("INT96 are timestamps, of any nanosecond", () => {
    const leaf = leafOf(element({ type: "INT96" }));
    const of = (day: bigint, nanos: bigint) => (day << 64n) | nanos;
    expect(leaf.type).toEqual({ kind: "timestamp", zoned: false });
    expect(leaf.convert(of(2_440_588n, 0n))).toBe("1970-01-01T00:00:00");
    expect(leaf.convert(of(2_440_587n, 86_399_999_999_000n))).toBe("1969-12-31T23:59:59.999999");
    expect(leaf.convert(of(2_460_370n, 1_500n))).toBe("2024-02-29T00:00:00.000001");
    expect(leaf.isCut?.(of(2_460_370n, 1_500n))).toBe(true);
    expect(leaf.isCut?.(of(2_460_370n, 1_000n))).toBe(false);
  });

  it("16-bit floats are numbers", () => {
    const leaf = leafOf(
      element({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } }),
    );
    const values = [
      bytes(0, 0x3c),
      bytes(0, 0xc0),
      bytes(1, 0),
      bytes(0, 0x7c),
      bytes(0xff, 0x7b),
      bytes(0, 0x80),
    ];
    expect(values.map((one) => leaf.convert(one))).toEqual([1, -2, 2 ** -24, Infinity, 65504, -0]);
    expect(leaf.convert(bytes(1, 0x7c))).toBeNaN();
  });

  it("intervals are ISO durations", () => {
    const leaf = leafOf(
      element({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 12, converted_type: "INTERVAL" }),
    );
    expect(leaf.convert(bytes(1, 0, 0, 0, 2, 0, 0, 0, 0xbc, 0x0b, 0, 0))).toBe("P1M2DT3.004S");
    expect(leaf.convert(new Uint8Array(12))).toBe("PT0S");
  });

  it("decimals may be of bytes, of any length", () => {
    const leaf = leafOf(element({ type: "BYTE_ARRAY", converted_type: "DECIMAL", precision: 5, scale: 2 }));
    expect([bytes(0xff), bytes(0x7f, 0xff), bytes(), bytes(0x80, 0)].map((one) => leaf.convert(one))).toEqual(
      ["-0.01", "327.67", "0.00", "-327.68"],
    );
    expect(decimalText(-5n, 3)).toBe("-0.005");
  });

  it.each<[Partial<SchemaElement>, unknown, unknown, object]>([
    [
      { type: "INT32", converted_type: "TIME_MILLIS" },
      3_723_004,
      "01:02:03.004000Z",
      { kind: "time", zoned: true },
    ],
    [
      { type: "INT64", logical_type: { type: "TIME", isAdjustedToUTC: false, unit: "NANOS" } },
      3_723_000_000_000n,
      "01:02:03",
      { kind: "time", zoned: false },
    ],
    [
      { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
      -1n,
      "1969-12-31T23:59:59.999000Z",
      { kind: "timestamp", zoned: true },
    ],
    [{ type: "BYTE_ARRAY", converted_type: "ENUM" }, bytes(0x61), "a", { kind: "string" }],
    [{ type: "BYTE_ARRAY", converted_type: "JSON" }, bytes(0x7b, 0x7d), "{}", { kind: "json" }],
    [{ type: "BYTE_ARRAY", converted_type: "BSON" }, bytes(5), bytes(5), { kind: "binary" }],
    [
      { type: "INT64", converted_type: "UINT_64" },
      -1n,
      "18446744073709551615",
      { kind: "decimal", precision: 20, scale: 0 },
    ],
    [{ type: "INT32", converted_type: "DATE" }, -800_000, "-0221-09-04", { kind: "date" }],
  ])("%j", (more, raw, value, type) => {
    const leaf = leafOf(element(more));
    expect(leaf.type).toEqual(type);
    expect(leaf.convert(raw)).toEqual(value);
  });
});
