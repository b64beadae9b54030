import { describe, expect, it } from "vitest";
import type { LogicalType } from "@/connectors/sdk";
import { duckTypeOf, nativeTypes } from "./values";

const sqlOf = (type: LogicalType) => duckTypeOf(type).sql;

describe("types in DuckDB", () => {
  it("are given for every kind that the capabilities name", () => {
    const kinds: LogicalType[] = [
      { kind: "string" },
      { kind: "boolean" },
      { kind: "integer", bits: 16 },
      { kind: "number", bits: 32 },
      { kind: "decimal", precision: 12, scale: 2 },
      { kind: "date" },
      { kind: "time", zoned: false },
      { kind: "timestamp", zoned: false },
      { kind: "binary" },
      { kind: "json" },
      { kind: "array", of: { kind: "string" } },
      { kind: "object", fields: [] },
      { kind: "uuid" },
    ];
    for (const type of kinds) expect(nativeTypes[type.kind]).toContain(sqlOf(type).split("(")[0]);
  });

  it("keep a decimal's precision and scale, as far as 38 digits go", () => {
    expect(sqlOf({ kind: "decimal", precision: 5, scale: 2 })).toBe("DECIMAL(5,2)");
    expect(sqlOf({ kind: "decimal", precision: 38, scale: 38 })).toBe("DECIMAL(38,38)");
    expect(sqlOf({ kind: "decimal", precision: 10 })).toBe("DECIMAL(10,0)");
    expect(sqlOf({ kind: "decimal", precision: 60, scale: 20 })).toBe("DECIMAL(38,9)");
    expect(sqlOf({ kind: "decimal", precision: 60, scale: 4 })).toBe("DECIMAL(38,4)");
  });

  it("hold 29 digits before and 9 after the point where the source names no precision", () => {
    expect(sqlOf({ kind: "decimal" })).toBe("DECIMAL(38,9)");
    expect(sqlOf({ kind: "decimal", scale: 18 })).toBe("DECIMAL(38,18)");
  });

  it("widen the precision for PostgreSQL's scales below zero and above the precision", () => {
    expect(sqlOf({ kind: "decimal", precision: 3, scale: -2 })).toBe("DECIMAL(5,0)");
    expect(sqlOf({ kind: "decimal", precision: 2, scale: 4 })).toBe("DECIMAL(4,4)");
  });

  it("keep zones apart", () => {
    expect(sqlOf({ kind: "timestamp", zoned: true })).toBe("TIMESTAMP WITH TIME ZONE");
    expect(sqlOf({ kind: "time", zoned: true })).toBe("TIME WITH TIME ZONE");
  });
});
