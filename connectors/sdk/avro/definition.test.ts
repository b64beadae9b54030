import avro from "avsc";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json";
import type { Field, LogicalType } from "../values";
import { definitionOf, rawDefinition } from "./definition";
import type { RecordOptions } from "./record-plan";
import { recordFor } from "./testing/rows";

const field = (name: string, type: LogicalType = { kind: "string" }): Field => ({
  name,
  type,
  nullable: true,
});

function fieldsOf(fields: Field[], options: Partial<RecordOptions> = {}): JsonObject[] {
  const schema = JSON.parse(definitionOf(recordFor(fields, options))) as { fields: JsonObject[] };
  return schema.fields;
}

const typeOf = (type: LogicalType, options: Partial<RecordOptions> = {}) =>
  (fieldsOf([field("v", type)], options).find(({ name }) => name === "v")?.type as unknown[])[1];

describe("the schema of a stream's record", () => {
  it("begins with the row's id and instant and ends with what the schema does not know", () => {
    expect(fieldsOf([field("a")])).toEqual([
      { name: "_airbyte_ab_id", type: { type: "string", logicalType: "uuid" } },
      { name: "_airbyte_emitted_at", type: { type: "long", logicalType: "timestamp-millis" } },
      { name: "a", type: ["null", "string"], default: null },
      {
        name: "_airbyte_additional_properties",
        type: ["null", { type: "map", values: "string" }],
        default: null,
      },
    ]);
  });

  it.each<[LogicalType, unknown]>([
    [{ kind: "string" }, "string"],
    [{ kind: "json" }, "string"],
    [{ kind: "uuid" }, "string"],
    [{ kind: "boolean" }, "boolean"],
    [{ kind: "integer", bits: 16 }, "long"],
    [{ kind: "number", bits: 32 }, "double"],
    [{ kind: "decimal", precision: 12, scale: 2 }, "string"],
    [{ kind: "binary" }, "bytes"],
    [{ kind: "date" }, { type: "int", logicalType: "date" }],
    [
      { kind: "time", zoned: true },
      { type: "long", logicalType: "time-micros" },
    ],
    [
      { kind: "timestamp", zoned: false },
      { type: "long", logicalType: "timestamp-micros" },
    ],
    [
      { kind: "array", of: { kind: "integer", bits: 64 } },
      { type: "array", items: ["null", "long"] },
    ],
    [
      { kind: "array", of: { kind: "json" } },
      { type: "array", items: ["null", "string"] },
    ],
  ])("holds %j as %j", (type, wanted) => {
    expect(typeOf(type)).toEqual(wanted);
  });

  it("holds integers in 32 bits and decimals as doubles where it is asked to", () => {
    expect(typeOf({ kind: "integer", bits: 64 }, { integers: "int" })).toBe("int");
    expect(typeOf({ kind: "decimal" }, { decimals: "double" })).toBe("double");
  });

  it("names nested records by their path, so that two of one name stay apart", () => {
    const inner: LogicalType = { kind: "object", fields: [field("city")] };
    const outer: LogicalType = { kind: "object", fields: [field("address", inner)] };
    const text = definitionOf(recordFor([field("address", inner), field("owner", outer)]));
    expect(JSON.parse(text)).toMatchObject({
      fields: [
        {},
        {},
        { type: ["null", { name: "address", namespace: "defaultNamespace" }] },
        {
          type: [
            "null",
            {
              name: "owner",
              fields: [{ type: ["null", { name: "address", namespace: "defaultNamespace.owner" }] }, {}],
            },
          ],
        },
        {},
      ],
    });
    expect(() => avro.Type.forSchema(JSON.parse(text) as never)).not.toThrow();
  });

  it("holds an object without known fields as a record of unknown ones alone", () => {
    expect(typeOf({ kind: "object", fields: [] })).toMatchObject({
      type: "record",
      fields: [{ name: "_airbyte_additional_properties" }],
    });
  });

  it("restricts names, keeps the original ones, and tells those apart that become the same", () => {
    const names = ["Größe in €", "2nd", "a b", "a_b", "_airbyte_ab_id", "plain"];
    const found = fieldsOf(names.map((name) => field(name))).slice(2, -1);
    expect(found.map(({ name, doc }) => [name, doc ?? null])).toEqual([
      ["Gro_e_in__", "_airbyte_original_name:Größe in €"],
      ["_2nd", "_airbyte_original_name:2nd"],
      ["a_b", "_airbyte_original_name:a b"],
      ["a_b_1", "_airbyte_original_name:a_b"],
      ["_airbyte_ab_id_1", "_airbyte_original_name:_airbyte_ab_id"],
      ["plain", null],
    ]);
  });

  it("has no field for what goes into the additional properties", () => {
    const names = fieldsOf([field("a"), field("b")], { additional: ["b"] }).map(({ name }) => name);
    expect(names).toEqual(["_airbyte_ab_id", "_airbyte_emitted_at", "a", "_airbyte_additional_properties"]);
  });

  it("is the same text for the same stream", () => {
    expect(definitionOf(recordFor([field("a"), field("b")]))).toBe(
      definitionOf(recordFor([field("a"), field("b")])),
    );
  });

  it("is Airbyte's envelope of four fields for raw rows", () => {
    const { fields } = JSON.parse(rawDefinition()) as { fields: { name: string }[] };
    expect(fields.map(({ name }) => name)).toEqual([
      "_airbyte_ab_id",
      "_airbyte_stream",
      "_airbyte_emitted_at",
      "_airbyte_data",
    ]);
  });
});
