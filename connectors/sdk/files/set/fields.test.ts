import { describe, expect, it } from "vitest";
import type { Field, LogicalType } from "../../values";
import { lastModifiedText, mergeFields } from "./fields";

const field = (name: string, type: LogicalType): Field => ({ name, type, nullable: false });
const integer: LogicalType = { kind: "integer", bits: 64 };
const double: LogicalType = { kind: "number", bits: 64 };
const decimal: LogicalType = { kind: "decimal" };
const text: LogicalType = { kind: "string" };
const json: LogicalType = { kind: "json" };

describe("the fields of several files", () => {
  it("are all that any of them has, in the order in which they come up, and may be missing", () => {
    const merged = mergeFields([
      [field("b", text), field("a", text)],
      [field("c", text), field("a", text)],
    ]);
    expect(merged).toEqual(["b", "a", "c"].map((name) => ({ name, type: text, nullable: true })));
  });

  it.each<[LogicalType, LogicalType, LogicalType]>([
    [integer, integer, integer],
    [
      { kind: "integer", bits: 16 },
      { kind: "integer", bits: 32 },
      { kind: "integer", bits: 32 },
    ],
    [integer, decimal, decimal],
    [integer, double, decimal],
    [double, decimal, decimal],
    [{ kind: "number", bits: 32 }, double, double],
    [integer, text, text],
    [integer, { kind: "boolean" }, text],
    [{ kind: "date" }, { kind: "timestamp", zoned: false }, text],
    [{ kind: "timestamp", zoned: true }, { kind: "timestamp", zoned: false }, text],
    [json, integer, json],
    [text, { kind: "array", of: text }, json],
  ])("of %j and %j have %j", (one, other, expected) => {
    expect(mergeFields([[field("a", one)], [field("a", other)]])[0]?.type).toEqual(expected);
    expect(mergeFields([[field("a", other)], [field("a", one)]])[0]?.type).toEqual(expected);
  });
});

describe("the time of change", () => {
  it("is written as Airbyte does", () => {
    expect(lastModifiedText(Date.UTC(2024, 0, 2, 3, 4, 5, 678))).toBe("2024-01-02T03:04:05.678000Z");
  });
});
