import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, jsonText, type Field, type LogicalType, type Value } from "@/connectors/sdk";
import { faultOf } from "@/connectors/sdk/testing";
import { compileShape } from "./compile-shape";
import type { Mapper } from "./mappers";
import { planShape } from "./plan-shape";
import { plainOptions } from "./testing";
import type { ShapeOptions } from "./types";

const runs = { numRuns: 300 };
const nameOf = fc.oneof(
  fc.constantFrom(
    "id",
    "a",
    "b",
    "a_b",
    "a b",
    "__proto__",
    "_sluice_row_hash",
    "_airbyte_s_hashid",
    "_sluice_position",
  ),
  fc.string({ minLength: 1, maxLength: 6 }),
);

const scalarType: fc.Arbitrary<LogicalType> = fc.constantFrom<LogicalType>(
  { kind: "string" },
  { kind: "boolean" },
  { kind: "integer", bits: 64 },
  { kind: "number", bits: 64 },
  { kind: "decimal" },
  { kind: "binary" },
  { kind: "json" },
  { kind: "date" },
  { kind: "timestamp", zoned: true },
);
const { type: anyType } = fc.letrec<{ type: LogicalType; fields: Field[] }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: scalarType },
    { weight: 1, arbitrary: tie("fields").map((fields): LogicalType => ({ kind: "object", fields })) },
    { weight: 1, arbitrary: tie("type").map((of): LogicalType => ({ kind: "array", of })) },
  ),
  fields: fieldsOfTypes(tie("type"), 0),
}));
const anyFields = fieldsOfTypes(anyType, 1);

function fieldsOfTypes(type: fc.Arbitrary<LogicalType>, minLength: number): fc.Arbitrary<Field[]> {
  const field = fc.record({ name: nameOf, type, nullable: fc.constant(true) });
  return fc.uniqueArray(field, { selector: ({ name }) => name, minLength, maxLength: 5 });
}

const wellFormedText = fc.string({ unit: "grapheme", maxLength: 12 });
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.option(fc.stringMatching(/^\d{1,20}$/)))
  .map(([whole, fraction]) => (fraction === null ? String(whole) : `${whole}.${fraction}`));
const date = fc
  .date({ min: new Date(-62167219200000), max: new Date(253402300799999), noInvalidDate: true })
  .map((instant) => instant.toISOString());

/** A value of a type, in its form. */
function valueOf(type: LogicalType): fc.Arbitrary<Value> {
  switch (type.kind) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
    case "number":
      return fc.double();
    case "decimal":
      return decimal;
    case "binary":
      return fc.uint8Array({ maxLength: 8 });
    case "json":
      return fc.json();
    case "date":
      return date.map((text) => text.slice(0, 10));
    case "timestamp":
      return date;
    case "array":
      return fc.array(memberOf(type.of), { maxLength: 3 }).map((items) => `[${items.join(" , ")}]`);
    case "object":
      return objectText(type.fields);
    default:
      return wellFormedText;
  }
}

function memberOf(type: LogicalType): fc.Arbitrary<string> {
  return fc.option(valueOf(type)).map((value) => jsonText(type, value));
}

function objectText(fields: Field[]): fc.Arbitrary<string> {
  return fc
    .tuple(...fields.map(({ type }) => memberOf(type)))
    .map(
      (texts) =>
        `{ ${texts.map((text, index) => `${JSON.stringify(fields[index]?.name)} : ${text}`).join(", ")} }`,
    );
}

/** Fits its type, is null, or is anything else a source might wrongly have put there. */
function looseValueOf(type: LogicalType): fc.Arbitrary<Value> {
  const isText = type.kind === "object" || type.kind === "array";
  return fc.oneof(
    { weight: 4, arbitrary: valueOf(type) },
    { weight: 1, arbitrary: fc.constant(null) },
    ...(isText ? [{ weight: 1, arbitrary: fc.oneof(fc.json(), fc.string(), fc.constant("null")) }] : []),
  );
}

function mapperFor(fields: Field[]): fc.Arbitrary<Mapper> {
  const target = fc.constantFrom(...fields.map(({ name }) => name));
  const id = fc.constant("key");
  return fc.oneof(
    fc.record({
      id,
      type: fc.constant("field-filtering" as const),
      mapperConfiguration: fc.record({ targetField: target }),
    }),
    fc.record({
      id,
      type: fc.constant("field-renaming" as const),
      mapperConfiguration: fc.record({ originalFieldName: target, newFieldName: nameOf }),
    }),
    fc.record({
      id,
      type: fc.constant("row-filtering" as const),
      mapperConfiguration: fc.record({
        conditions: fc.record({
          type: fc.constant("NOT" as const),
          conditions: fc.array(
            fc.record({
              type: fc.constant("EQUAL" as const),
              fieldName: target,
              comparisonValue: fc.constantFrom("", "0", "true", "null", "{}"),
            }),
            { minLength: 1, maxLength: 2 },
          ),
        }),
      }),
    }),
    fc.record({
      id,
      type: fc.constant("hashing" as const),
      mapperConfiguration: fc.record({
        targetField: target,
        method: fc.constantFrom("MD2" as const, "MD5" as const, "SHA-256" as const),
        fieldNameSuffix: fc.constantFrom("", "_hashed"),
      }),
    }),
    fc.record({
      id,
      type: fc.constant("encryption" as const),
      mapperConfiguration: fc.record({
        algorithm: fc.constant("AES" as const),
        targetField: target,
        fieldNameSuffix: fc.constantFrom("", "_e"),
        mode: fc.constantFrom("CBC" as const, "CTR" as const, "GCM" as const, "ECB" as const),
        padding: fc.constantFrom("NoPadding" as const),
      }),
    }),
  );
}

const scenario = anyFields.chain((fields) =>
  fc.record({
    fields: fc.constant(fields),
    rows: fc.array(fc.tuple(...fields.map(({ type }) => looseValueOf(type))), { maxLength: 4 }),
    options: fc.record({
      mappers: fc.array(mapperFor(fields), { maxLength: 3 }),
      objects: fc.constantFrom("json" as const, "flatten" as const),
      arrays: fc.constantFrom("json" as const, "tables" as const),
      rowHash: fc.boolean(),
    }),
  }),
);

/** null where there is nothing to shape, or the mappers do not fit the fields. */
function tryShape(fields: Field[], options: ShapeOptions) {
  try {
    const shape = planShape({ name: "s", fields }, options);
    return shape && { shape, shaper: compileShape(shape, { key: "00".repeat(16) }) };
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

describe("shaping, whatever the fields, the rows and the options", () => {
  it("never throws, loses no row, and gives rows that have the shape's fields and forms", () => {
    let shapes = 0;
    fc.assert(
      fc.property(scenario, ({ fields, rows, options }) => {
        const made = tryShape(fields, options);
        if (!made) return;
        shapes++;
        const { outputs, filtered } = made.shaper.shape(rows);
        expect((outputs[0]?.rows.length ?? 0) + filtered).toBe(rows.length);
        for (const [index, output] of made.shape.outputs.entries()) {
          expect(new Set(output.fields.map(({ name }) => name)).size).toBe(output.fields.length);
          expect(output.fields.length).toBe(output.origins.length);
          for (const row of outputs[index]?.rows ?? []) {
            expect(row).toHaveLength(output.fields.length);
            for (const [at, { type, nullable }] of output.fields.entries()) {
              const isCopied = output.origins[at] !== null && output.scrambled[at] === null;
              if (!isCopied) expect(faultOf(type, row[at])).toBeNull();
              if (!nullable) expect(row[at]).not.toBeNull();
            }
          }
        }
        expect(new Set(made.shape.outputs.map(({ name }) => name)).size).toBe(made.shape.outputs.length);
      }),
      runs,
    );
    expect(shapes).toBeGreaterThan(runs.numRuns / 4);
  });

  it("leads every child to one row of its parent, in the order of the array", () => {
    fc.assert(
      fc.property(scenario, ({ fields, rows, options }) => {
        const made = tryShape(fields, { ...plainOptions, objects: options.objects, arrays: "tables" });
        if (!made) return;
        const { outputs } = made.shaper.shape(rows);
        for (const [index, { parent, fields: own }] of made.shape.outputs.entries()) {
          if (!parent) continue;
          const linkAt =
            made.shape.outputs[parent.output]?.fields.findIndex(({ name }) => name === parent.field) ?? -1;
          const parents = outputs[parent.output]?.rows.map((row) => row[linkAt]) ?? [];
          expect(own[0]?.name).toBe(parent.field);
          expect(new Set(parents).size).toBe(parents.length);
          for (const [link] of outputs[index]?.rows ?? []) expect(parents).toContain(link);
        }
      }),
      runs,
    );
  });
});

describe("a flattened object, whatever its fields and values", () => {
  it("gives exactly the values that were written into it", () => {
    const flat = fieldsOfTypes(scalarType, 1).chain((fields) =>
      fc.record({
        fields: fc.constant(fields),
        values: fc.tuple(...fields.map(({ type }) => fc.option(valueOf(type)))),
      }),
    );
    fc.assert(
      fc.property(flat, ({ fields, values }) => {
        const object: Field = { name: "o", type: { kind: "object", fields }, nullable: true };
        const shape = planShape({ name: "s", fields: [object] }, { ...plainOptions, objects: "flatten" });
        if (!shape) throw new Error("It was not flattened.");
        const text = `{${fields.map(({ name, type }, index) => `${JSON.stringify(name)}:${jsonText(type, values[index] ?? null)}`).join(",")}}`;
        const { outputs } = compileShape(shape, {}).shape([[text]]);
        const expected = fields.map(({ type }, index) => {
          const value = values[index] ?? null;
          // JSON has one null: that of a json field, and that of no value.
          if (type.kind === "json" && value === "null") return null;
          return type.kind === "number" && value === 0 ? expect.closeTo(0) : value;
        });
        expect(outputs[0]?.rows[0]).toEqual(expected);
        expect(outputs[0]?.changes.size).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
