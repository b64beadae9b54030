import { describe, expect, it } from "vitest";
import type { LogicalType, Value } from "@/connectors/sdk";
import { columnNames, fieldsOf, mappers, shapeOf } from "./testing";

const integer: LogicalType = { kind: "integer", bits: 64 };
const text: LogicalType = { kind: "string" };
const objectOf = (types: Record<string, LogicalType>): LogicalType => ({
  kind: "object",
  fields: fieldsOf(types),
});

const types: Record<string, LogicalType> = {
  id: integer,
  address: objectOf({
    city: text,
    number: integer,
    price: { kind: "decimal" },
    since: { kind: "date" },
    place: objectOf({ lat: { kind: "number", bits: 64 }, tags: { kind: "array", of: text } }),
    anything: { kind: "object", fields: [] },
  }),
};
const flatten = { objects: "flatten" } as const;
const columns = [
  "id",
  "address_city",
  "address_number",
  "address_price",
  "address_since",
  "address_place_lat",
  "address_place_tags",
  "address_anything",
];

function flat(address: Value) {
  const { shaper } = shapeOf(types, flatten);
  const { outputs } = shaper.shape([[1, address]]);
  return { row: outputs[0]?.rows[0]?.slice(1), changes: outputs[0]?.changes.get(0) };
}

describe("an object whose fields are known", () => {
  it("becomes a nullable column for each, at its place, all the way down", () => {
    const { shape } = shapeOf({ ...types, name: text }, flatten);
    expect(columnNames(shape)).toEqual([...columns, "name"]);
    expect(shape.outputs[0]?.fields.slice(1, 8).every(({ nullable }) => nullable)).toBe(true);
    expect(shape.outputs[0]?.origins).toEqual(["id", null, null, null, null, null, null, null, "name"]);
  });

  it("keeps every digit and every text as it is written", () => {
    const { row, changes } = flat(
      `{ "city": "S\\u00e3o \\"Paulo\\"", "number": 9223372036854775807, "price": 12345678901234567890.10,
         "since": "2024-02-29", "place": {"tags": ["a" , 1.10], "lat": -0.1}, "anything": {"z": 1, "a": 9007199254740993} }`,
    );
    expect(row).toEqual([
      'São "Paulo"',
      9223372036854775807n,
      "12345678901234567890.10",
      "2024-02-29",
      -0.1,
      '["a" , 1.10]',
      '{"z": 1, "a": 9007199254740993}',
    ]);
    expect(changes).toBeUndefined();
  });

  it("is nulls where it is null, and a member is null where it is not there", () => {
    const nothing = new Array<Value>(7).fill(null);
    for (const address of [null, "null", "{}", '{"city": null, "place": null}', '{"place": {}}']) {
      expect(flat(address)).toEqual({ row: nothing, changes: undefined });
    }
  });

  it("leaves members out that are not declared, and takes the last of a repeated one", () => {
    const { row, changes } = flat(
      '{"city": 7, "x": {"city": "no"}, "number": "no", "number": 3, "city": "yes"}',
    );
    expect(row?.slice(0, 2)).toEqual(["yes", 3]);
    expect(changes).toBeUndefined();
  });

  it("has nulls for members that do not fit, each with a reason", () => {
    const { row, changes } = flat(
      '{"city": "x", "number": 1.5, "since": "soon", "place": [1], "anything": "x"}',
    );
    expect(row).toEqual(["x", null, null, null, null, null, null]);
    expect(changes).toEqual(
      [
        ["address_number", '"1.5" is not of type integer'],
        ["address_since", '"soon" is not of type date'],
        ["address_place", '"[1]" is not of type object'],
        ["address_anything", '"x" is not of type object'],
      ].map(([field, why]) => ({ field, change: "NULLED", reason: `SOURCE_SERIALIZATION_ERROR: ${why}` })),
    );
  });

  it.each(["[]", "12", '"text"', "{broken", ""])("is nulls with a reason where its text is %j", (address) => {
    const { row, changes } = flat(address);
    expect(row?.every((value) => value === null)).toBe(true);
    expect(changes).toHaveLength(1);
    expect(changes?.[0]).toMatchObject({ field: "address", change: "NULLED" });
    expect(changes?.[0]?.reason).toContain("is not of type object");
  });

  it("stays JSON where nothing else was asked for, or nothing is known of it", () => {
    const { shape } = shapeOf({ ...types, any: objectOf({}) }, { ...flatten });
    expect(columnNames(shape)).toEqual([...columns, "any"]);
    const kept = shapeOf(types, {
      mappers: mappers({
        type: "field-renaming",
        mapperConfiguration: { originalFieldName: "address", newFieldName: "home" },
      }),
    });
    expect(columnNames(kept.shape)).toEqual(["id", "home"]);
  });

  it("is flattened under the name that mappers gave it, or not at all where they hashed it", () => {
    const renamed = mappers({
      type: "field-renaming",
      mapperConfiguration: { originalFieldName: "address", newFieldName: "home" },
    });
    expect(columnNames(shapeOf(types, { ...flatten, mappers: renamed }).shape)[1]).toBe("home_city");
    const hashed = mappers({
      type: "hashing",
      mapperConfiguration: { targetField: "address", method: "MD5", fieldNameSuffix: "" },
    });
    expect(columnNames(shapeOf(types, { ...flatten, mappers: hashed }).shape)).toEqual(["id", "address"]);
  });

  it("gives way with its column names to fields that have them already", () => {
    const { shape, rows } = shapeOf(
      {
        a: objectOf({ b: integer, b_c: integer }),
        a_b: objectOf({ c: integer }),
        a_b_c: integer,
        aa: integer,
      },
      flatten,
    );
    expect(columnNames(shape)).toEqual(["a_b", "a_b_c_1", "a_b_c_2", "a_b_c", "aa"]);
    expect(rows(0, [['{"b": 1, "b_c": 2}', '{"c": 3}', 4, 5]])).toEqual([
      { a_b: 1, a_b_c_1: 2, a_b_c_2: 3, a_b_c: 4, aa: 5 },
    ]);
  });

  it("may have members by the names that every object inherits", () => {
    const names = ["constructor", "__proto__", "toString"];
    const field: LogicalType = {
      kind: "object",
      fields: names.map((name) => ({ name, type: integer, nullable: true })),
    };
    const { shaper } = shapeOf({ o: field }, flatten);
    expect(shaper.shape([["{}"], ['{"__proto__": 1, "toString": 2}']]).outputs[0]?.rows).toEqual([
      [null, null, null],
      [null, 1, 2],
    ]);
  });
});
