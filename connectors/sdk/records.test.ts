import { describe, expect, it } from "vitest";
import { jsonText, metaDocument, rowDocument } from "./records";
import type { Field, LogicalType, Value } from "./values";

describe("a row as a document", () => {
  it("keeps every digit, the order of fields, and nulls", () => {
    const fields: Field[] = [
      { name: "big", type: { kind: "integer", bits: 64 }, nullable: false },
      { name: "price", type: { kind: "decimal" }, nullable: true },
      { name: 'odd "name"', type: { kind: "json" }, nullable: true },
      { name: "none", type: { kind: "string" }, nullable: true },
    ];
    expect(
      rowDocument(fields, [9007199254740993n, "12345678901234567890.10", '{"b":1,"a":1e400}', null]),
    ).toBe(
      '{"big":9007199254740993,"price":12345678901234567890.10,"odd \\"name\\"":{"b":1,"a":1e400},"none":null}',
    );
  });

  it.each<[LogicalType, Value, string]>([
    [{ kind: "decimal" }, "NaN", '"NaN"'],
    [{ kind: "decimal" }, "007", '"007"'],
    [{ kind: "number", bits: 64 }, Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [{ kind: "binary" }, new Uint8Array([255, 0]), '"/wA="'],
    [{ kind: "date" }, "infinity", '"infinity"'],
    [{ kind: "boolean" }, false, "false"],
  ])("writes %j %s as valid JSON", (type, value, text) => {
    expect(jsonText(type, value)).toBe(text);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

describe("the columns every row carries", () => {
  it("have a meta document with the run and the changes", () => {
    expect(metaDocument(7, [{ field: "v", change: "NULLED", reason: "WHY" }])).toBe(
      '{"sync_id":7,"changes":[{"field":"v","change":"NULLED","reason":"WHY"}]}',
    );
  });
});
