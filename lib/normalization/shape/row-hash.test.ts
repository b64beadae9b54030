import { describe, expect, it } from "vitest";
import type { LogicalType, Value } from "@/connectors/sdk";
import { createRowHasher } from "./row-hash";
import { columnNames, mappers, shapeOf } from "./testing";

const text: LogicalType = { kind: "string" };
const hashOf = (names: string[], row: Value[]) =>
  createRowHasher(names.map((name) => ({ name, type: text, nullable: true })))(row);

describe("a row's hash", () => {
  it("is the same for the same values, in whatever order the fields come", () => {
    expect(hashOf(["a", "b"], ["1", "2"])).toMatch(/^[0-9a-f]{32}$/);
    expect(hashOf(["a", "b"], ["1", "2"])).toBe(hashOf(["b", "a"], ["2", "1"]));
    expect(hashOf(["a"], [1])).toBe(hashOf(["a"], [1n]));
  });

  it("does not change by a new field that is null", () => {
    expect(hashOf(["a", "b"], ["1", null])).toBe(hashOf(["a"], ["1"]));
  });

  it("tells apart what looks alike when it is written down", () => {
    const rows: [string[], Value[]][] = [
      [
        ["a", "b"],
        ["1", null],
      ],
      [
        ["a", "b"],
        [null, "1"],
      ],
      [
        ["a", "b"],
        ["1", "1"],
      ],
      [
        ["a", "b"],
        ["11", ""],
      ],
      [
        ["a", "b"],
        ["", "11"],
      ],
      [
        ["a", "b"],
        [1, null],
      ],
      [
        ["a", "b"],
        [true, null],
      ],
      [
        ["a", "b"],
        ["true", null],
      ],
      [
        ["a", "b"],
        ["t", null],
      ],
      [
        ["a", "b"],
        ["null", null],
      ],
      [
        ["a", "b"],
        ["", null],
      ],
      [
        ["a", "b"],
        [null, null],
      ],
      [
        ["a", "b"],
        ["s1:1", null],
      ],
      [
        ["a", "b"],
        ["1.0", null],
      ],
      [
        ["a", "b"],
        ["MQ==", null],
      ],
      [
        ["a", "b"],
        [new Uint8Array([49]), null],
      ],
      [
        ["a", "b"],
        [new Uint8Array(), null],
      ],
      [
        ["ab", "b"],
        ["1", null],
      ],
      [
        ["a", "b"],
        ["11:bs1:1", null],
      ],
    ];
    const hashes = rows.map(([names, row]) => hashOf(names, row));
    expect(new Set(hashes).size).toBe(rows.length);
  });

  it("is made of the fields as they were before mappers, and stands last", () => {
    const types = { a: text, b: text };
    const plain = shapeOf(types, { rowHash: true });
    const mapped = shapeOf(types, {
      rowHash: true,
      mappers: mappers({ type: "field-filtering", mapperConfiguration: { targetField: "b" } }),
    });
    expect(columnNames(plain.shape)).toEqual(["a", "b", "_sluice_row_hash"]);
    expect(columnNames(mapped.shape)).toEqual(["a", "_sluice_row_hash"]);
    const row = ["1", "2"];
    expect(mapped.rows(0, [row])[0]?._sluice_row_hash).toBe(plain.rows(0, [row])[0]?._sluice_row_hash);
    expect(plain.rows(0, [row])[0]?._sluice_row_hash).toBe(hashOf(["a", "b"], row));
    expect(plain.shape.outputs[0]?.origins).toEqual(["a", "b", null]);
  });

  it("keeps its name for itself where the source has a field of that name", () => {
    const { shape } = shapeOf({ _sluice_row_hash: text, a: text }, { rowHash: true });
    expect(columnNames(shape)).toEqual(["_sluice_row_hash_1", "a", "_sluice_row_hash"]);
    expect(shape.outputs[0]?.origins).toEqual(["_sluice_row_hash", "a", null]);
  });
});
