import { describe, expect, it } from "vitest";
import type { LogicalType } from "../values";
import { fieldsOfSchema, typeOfSchema } from "./schema";

const json: LogicalType = { kind: "json" };
const text: LogicalType = { kind: "string" };
const integer: LogicalType = { kind: "integer", bits: 64 };
const decimal: LogicalType = { kind: "decimal" };
const object = (...names: string[]): LogicalType => ({
  kind: "object",
  fields: names.map((name) => ({ name, type: text, nullable: true })),
});
const properties = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { type: "string" }]));

describe("a JSON Schema", () => {
  it.each<[unknown, LogicalType]>([
    [{ type: "string" }, text],
    [{ type: ["null", "string"] }, text],
    [{ type: "string", format: "uri" }, text],
    [{ type: "string", contentEncoding: "base64" }, text],
    [{ type: "string", format: "date" }, { kind: "date" }],
    [
      { type: "string", format: "date-time" },
      { kind: "timestamp", zoned: true },
    ],
    [
      { type: "string", format: "date-time", airbyte_type: "timestamp_with_timezone" },
      { kind: "timestamp", zoned: true },
    ],
    [
      { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
      { kind: "timestamp", zoned: false },
    ],
    [
      { type: "string", format: "time" },
      { kind: "time", zoned: true },
    ],
    [
      { type: "string", format: "time", airbyte_type: "time_without_timezone" },
      { kind: "time", zoned: false },
    ],
    [{ type: "boolean" }, { kind: "boolean" }],
    [{ type: "integer" }, integer],
    [{ type: "number" }, decimal],
    [{ type: ["null", "number"], airbyte_type: "integer" }, integer],
    [{ type: "string", airbyte_type: "big_integer" }, decimal],
    [{ type: "array" }, { kind: "array", of: json }],
    [
      { type: "array", items: { type: "integer" } },
      { kind: "array", of: integer },
    ],
    [
      { type: "array", items: [{ type: "integer" }, { type: "string" }] },
      { kind: "array", of: json },
    ],
    [
      { type: "array", items: [{ type: "integer" }] },
      { kind: "array", of: integer },
    ],
    [{ type: "object" }, object()],
    [{ type: "object", properties: null }, object()],
    [{ type: "object", properties: properties("a", "b") }, object("a", "b")],
    [{ properties: properties("a") }, object("a")],
    [{ $ref: "WellKnownTypes.json#/definitions/Integer" }, integer],
    [
      { $ref: "https://example.org/WellKnownTypes.json#/definitions/TimestampWithoutTimezone" },
      { kind: "timestamp", zoned: false },
    ],
    [{ $ref: "#/definitions/unheard-of" }, json],
    [{ $ref: "WellKnownTypes.json#/definitions/constructor" }, json],
    [{ type: ["string", "integer"] }, json],
    [{ type: ["null", "null"] }, json],
    [{ type: "geography" }, json],
    [{ oneOf: [{ type: "string" }, { type: "null" }] }, text],
    [{ anyOf: [{ type: "string" }, { type: "integer" }] }, json],
    [{ oneOf: [{ type: "object", properties: properties("a") }, { type: "integer" }] }, json],
    [
      {
        allOf: [
          { type: "object", properties: properties("a", "b") },
          { type: "object", properties: properties("b", "c") },
        ],
      },
      object("a", "b", "c"),
    ],
    [{ oneOf: [{ type: "object", properties: properties("a") }, { type: "object" }] }, object()],
    [{}, json],
    [true, json],
    [undefined, json],
  ])("%j is a field of this type", (schema, type) => {
    expect(typeOfSchema(schema)).toEqual(type);
  });

  it("has JSON where the objects of a union contradict each other", () => {
    const type = typeOfSchema({
      oneOf: [
        { type: "object", properties: { id: { type: "integer" }, name: { type: "string" } } },
        { type: "object", properties: { id: { type: "string" }, name: { type: "string" } } },
      ],
    });
    expect(type).toEqual({
      kind: "object",
      fields: [
        { name: "id", type: json, nullable: true },
        { name: "name", type: text, nullable: true },
      ],
    });
  });

  it("gives its properties as nullable fields, in their order; none where there are none", () => {
    const fields = fieldsOfSchema({ properties: { b: { type: "string" }, a: {} }, required: ["b"] });
    expect(fields).toEqual([
      { name: "b", type: text, nullable: true },
      { name: "a", type: json, nullable: true },
    ]);
    for (const schema of [{}, null, "nonsense", { properties: [] }])
      expect(fieldsOfSchema(schema)).toEqual([]);
  });
});
