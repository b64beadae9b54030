import { describe, expect, it } from "vitest";
import type { LogicalType, Value } from "@/connectors/sdk";
import { columnNames, fieldsOf, shapeOf } from "./testing";

const integer: LogicalType = { kind: "integer", bits: 64 };
const text: LogicalType = { kind: "string" };
const objectOf = (types: Record<string, LogicalType>): LogicalType => ({
  kind: "object",
  fields: fieldsOf(types),
});
const arrayOf = (of: LogicalType): LogicalType => ({ kind: "array", of });

const types: Record<string, LogicalType> = {
  id: integer,
  orders: arrayOf(
    objectOf({
      number: integer,
      to: objectOf({ city: text }),
      lines: arrayOf(objectOf({ sku: text, price: { kind: "decimal" } })),
    }),
  ),
  tags: arrayOf(text),
  name: text,
};
const tables = { arrays: "tables" } as const;
const both = { arrays: "tables", objects: "flatten" } as const;

describe("an array of objects whose fields are known", () => {
  it("becomes a child table, and so do the arrays in it; other arrays stay JSON", () => {
    const { shape } = shapeOf(types, both);
    expect(shape.outputs.map(({ name }) => name)).toEqual(["users", "users_orders", "users_orders_lines"]);
    expect(columnNames(shape, 0)).toEqual(["id", "tags", "name", "_airbyte_users_hashid"]);
    expect(columnNames(shape, 1)).toEqual([
      "_airbyte_users_hashid",
      "_sluice_position",
      "number",
      "to_city",
      "_airbyte_users_orders_hashid",
    ]);
    expect(columnNames(shape, 2)).toEqual([
      "_airbyte_users_orders_hashid",
      "_sluice_position",
      "sku",
      "price",
    ]);
    expect(shape.outputs.map(({ parent }) => parent)).toEqual([
      null,
      { output: 0, field: "_airbyte_users_hashid" },
      { output: 1, field: "_airbyte_users_orders_hashid" },
    ]);
    expect(columnNames(shapeOf(types, tables).shape, 1)).toContain("to");
  });

  it("gives a row for each element, tied to its parent's row and counted from 0", () => {
    const { shaper, rows } = shapeOf(types, both);
    const source: Value[][] = [
      [
        1,
        `[{"number": 10, "to": {"city": "Köln"}, "lines": [{"sku": "a", "price": 1.10}, {"sku": "b", "price": 2}]},
          {"number": 9007199254740993, "lines": []}]`,
        '["x"]',
        "Alice",
      ],
      [2, "[]", null, "Bob"],
      [3, null, null, "Carol"],
      [4, '[{"lines": [{"sku": "c"}]}]', null, "Dan"],
    ];
    const { outputs, filtered } = shaper.shape(source);
    expect(filtered).toBe(0);
    const [users = [], orders = [], lines = []] = outputs.map((output) => output.rows);
    expect(users.map((row) => row.slice(0, 3))).toEqual([
      [1, '["x"]', "Alice"],
      [2, null, "Bob"],
      [3, null, "Carol"],
      [4, null, "Dan"],
    ]);
    const [alice, , , dan] = users.map((row) => row[3]);
    const [first, second, third] = orders.map((row) => row[4]);
    expect(orders.map((row) => row.slice(0, 4))).toEqual([
      [alice, 0, 10, "Köln"],
      [alice, 1, 9007199254740993n, null],
      [dan, 0, null, null],
    ]);
    expect(lines).toEqual([
      [first, 0, "a", "1.10"],
      [first, 1, "b", "2"],
      [third, 0, "c", null],
    ]);
    const ids = [...users.map((row) => row[3]), first, second, third];
    expect(new Set(ids).size).toBe(7);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(rows(0, [source[1] ?? []])[0]?._airbyte_users_hashid).not.toBe(users[1]?.[3]);
  });

  it("has rows of nulls for elements that are no objects, with a reason but for null", () => {
    const { shaper } = shapeOf(types, both);
    const { outputs } = shaper.shape([[1, '[null, 5, {"number": "x"}]', null, null]]);
    expect(outputs[1]?.rows.map((row) => row.slice(1, 4))).toEqual([
      [0, null, null],
      [1, null, null],
      [2, null, null],
    ]);
    expect(
      [...(outputs[1]?.changes ?? [])].map(([row, changes]) => [row, ...changes.map(({ field }) => field)]),
    ).toEqual([
      [1, "orders"],
      [2, "number"],
    ]);
    expect(outputs[0]?.changes.size).toBe(0);
  });

  it.each(['{"number": 1}', '"text"', "[{]", "7"])(
    "has no rows where its text is %j, and the parent says why",
    (value) => {
      const { shaper } = shapeOf(types, both);
      const { outputs } = shaper.shape([[1, value, null, null]]);
      expect(outputs[1]?.rows).toEqual([]);
      expect(outputs[0]?.rows).toHaveLength(1);
      expect(outputs[0]?.changes.get(0)).toMatchObject([{ field: "orders", change: "NULLED" }]);
    },
  );

  it("in a flattened object is a child of the row, under the names of both", () => {
    const { shape, shaper } = shapeOf(
      { to: objectOf({ phones: arrayOf(objectOf({ number: text })) }) },
      both,
    );
    expect(shape.outputs.map(({ name }) => name)).toEqual(["users", "users_to_phones"]);
    expect(columnNames(shape, 0)).toEqual(["_airbyte_users_hashid"]);
    const { outputs } = shaper.shape([['{"phones": [{"number": "1"}, {"number": "2"}]}'], [null]]);
    expect(outputs[1]?.rows.map((row) => row.slice(1))).toEqual([
      [0, "1"],
      [1, "2"],
    ]);
    expect(outputs[0]?.rows).toHaveLength(2);
  });

  it("in an object that stays JSON stays in it", () => {
    const { shape } = shapeOf(
      { ...types, to: objectOf({ phones: arrayOf(objectOf({ number: text })) }) },
      tables,
    );
    expect(shape.outputs.map(({ name }) => name)).toEqual(["users", "users_orders", "users_orders_lines"]);
  });
});

describe("the names of children", () => {
  it("are apart where two arrays would have the same one", () => {
    const { shape } = shapeOf(
      {
        a: arrayOf(objectOf({ b: arrayOf(objectOf({ x: integer })) })),
        a_b: arrayOf(objectOf({ y: integer })),
      },
      both,
    );
    expect(shape.outputs.map(({ name }) => name)).toEqual(["users", "users_a", "users_a_b", "users_a_b_1"]);
    expect(columnNames(shape, 2)).toContain("x");
    expect(columnNames(shape, 3)).toContain("y");
  });

  it("keep the tying field the same on both sides, whatever fields there are", () => {
    const { shape } = shapeOf(
      {
        "_Airbyte users HASHID": text,
        list: arrayOf(objectOf({ _airbyte_users_hashid_1: text, _sluice_position: integer })),
      },
      both,
    );
    expect(shape.outputs[1]?.parent?.field).toBe("_airbyte_users_hashid_2");
    expect(columnNames(shape, 0)).toEqual(["_Airbyte users HASHID", "_airbyte_users_hashid_2"]);
    expect(columnNames(shape, 1)).toEqual([
      "_airbyte_users_hashid_2",
      "_sluice_position",
      "_airbyte_users_hashid_1",
      "_sluice_position_1",
    ]);
  });
});
