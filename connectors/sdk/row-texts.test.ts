import { describe, expect, it } from "vitest";
import { rowFromTexts, rowTexts } from "./row-texts";
import type { Field, Value } from "./values";

const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
  { name: "big", type: { kind: "integer", bits: 64 }, nullable: true },
  { name: "ratio", type: { kind: "number", bits: 64 }, nullable: true },
  { name: "price", type: { kind: "decimal", precision: 38, scale: 9 }, nullable: true },
  { name: "flag", type: { kind: "boolean" }, nullable: true },
  { name: "blob", type: { kind: "binary" }, nullable: true },
  { name: "note", type: { kind: "string" }, nullable: true },
  { name: "doc", type: { kind: "json" }, nullable: true },
];

describe("rowTexts", () => {
  it("keeps every value exactly, through JSON too", () => {
    const rows: Value[][] = [
      [
        1,
        9223372036854775807n,
        NaN,
        "123456789012345678901.123456789",
        true,
        Buffer.from([0, 255]),
        "a\0b",
        '{"a":1e400}',
      ],
      [-2, null, -Infinity, "NaN", false, new Uint8Array(0), "", "null"],
      [0, -5, -0.1, null, null, null, "\ud800", null],
    ];
    for (const row of rows) {
      const texts = JSON.parse(JSON.stringify(rowTexts(fields, row))) as Record<string, string | null>;
      const back = rowFromTexts(fields, texts);
      expect(back.map(comparable)).toEqual(row.map(comparable));
    }
  });

  it("gives null for a field that the texts do not have", () => {
    expect(rowFromTexts(fields, { id: "7", toString: "x" })).toEqual([7, ...Array<null>(7).fill(null)]);
  });

  it("does not keep a row of more than 4 MB", () => {
    const [, , , , , , note] = fields;
    if (!note) throw new Error("There is no field for text.");
    expect(rowTexts([note], ["x".repeat(4 * 1024 * 1024)])).not.toBeNull();
    expect(rowTexts([note], ["x".repeat(4 * 1024 * 1024 + 1)])).toBeNull();
  });
});

function comparable(value: Value): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}
