import { z } from "zod";
import { isSameType, type Field, type LogicalType } from "../values";

type Schema = Record<string, unknown>;

const integer: LogicalType = { kind: "integer", bits: 64 };
const unknown: LogicalType = { kind: "json" };

const schemaShape = z.record(z.string(), z.unknown());
const typeNames = z.union([z.string().transform((name) => [name]), z.array(z.string())]);
const options = z.array(schemaShape);

/** Airbyte's own definitions, which old schemas point at: `WellKnownTypes.json#/definitions/Date`. */
const wellKnownTypes = new Map<string, LogicalType>(
  Object.entries({
    String: { kind: "string" },
    BinaryData: { kind: "string" },
    Date: { kind: "date" },
    TimestampWithTimezone: { kind: "timestamp", zoned: true },
    TimestampWithoutTimezone: { kind: "timestamp", zoned: false },
    TimeWithTimezone: { kind: "time", zoned: true },
    TimeWithoutTimezone: { kind: "time", zoned: false },
    Number: { kind: "decimal" },
    Integer: integer,
    Boolean: { kind: "boolean" },
  }),
);

/**
 * The fields of a stream with this JSON Schema, in its order; all nullable, as Airbyte's columns are. Never throws:
 * what cannot be understood is a JSON field.
 */
export function fieldsOfSchema(schema: unknown): Field[] {
  const properties = schemaShape.safeParse(schemaShape.safeParse(schema).data?.properties);
  return Object.entries(properties.data ?? {}).map(([name, property]): Field => ({
    name,
    type: typeOfSchema(property),
    nullable: true,
  }));
}

/**
 * The logical type of a JSON Schema, by Airbyte's rules for destinations: a null among the types says nothing, because
 * every field may be null; `number` is exact (a decimal), because JSON numbers are; times have a zone unless
 * `airbyte_type` says otherwise; objects in a union become one object of all their properties, every other union is JSON.
 */
export function typeOfSchema(schema: unknown): LogicalType {
  const parsed = schemaShape.safeParse(schema);
  return parsed.success ? (unionOf(typesOf(parsed.data)) ?? unknown) : unknown;
}

/** Every type that a value may have; none where there is only null. */
function typesOf(schema: Schema): LogicalType[] {
  const combined = [schema.oneOf, schema.anyOf, schema.allOf].flatMap(
    (list) => options.safeParse(list).data ?? [],
  );
  if (combined.length > 0) return combined.flatMap(typesOf);
  if (typeof schema.$ref === "string") {
    return [
      wellKnownTypes.get(schema.$ref.replace(/^.*WellKnownTypes\.json#\/definitions\//, "")) ?? unknown,
    ];
  }
  const names = typeNames.safeParse(schema.type).data ?? [];
  if (names.length === 0) return [schema.properties === undefined ? unknown : objectOf(schema)];
  return [...new Set(names)].filter((name) => name !== "null").map((name) => typeNamed(name, schema));
}

function typeNamed(name: string, schema: Schema): LogicalType {
  switch (name) {
    case "string":
      return stringOf(schema);
    case "boolean":
      return { kind: "boolean" };
    case "integer":
      return schema.airbyte_type === "big_integer" ? { kind: "decimal" } : integer;
    case "number":
      return schema.airbyte_type === "integer" ? integer : { kind: "decimal" };
    case "object":
      return objectOf(schema);
    case "array":
      return { kind: "array", of: elementOf(schema.items) };
    default:
      return unknown;
  }
}

function stringOf({ format, airbyte_type: airbyteType }: Schema): LogicalType {
  switch (format) {
    case "date":
      return { kind: "date" };
    case "date-time":
      return { kind: "timestamp", zoned: airbyteType !== "timestamp_without_timezone" };
    case "time":
      return { kind: "time", zoned: airbyteType !== "time_without_timezone" };
    default:
      return airbyteType === "big_integer" || airbyteType === "big_number"
        ? { kind: "decimal" }
        : { kind: "string" };
  }
}

function objectOf(schema: Schema): LogicalType {
  return { kind: "object", fields: fieldsOfSchema(schema) };
}

/** A list of schemas is a union of them. */
function elementOf(items: unknown): LogicalType {
  const list = options.safeParse(items).data;
  return typeOfSchema(list ? { oneOf: list } : items);
}

function unionOf(types: LogicalType[]): LogicalType | null {
  const [first, ...rest] = types;
  if (first === undefined) return null;
  return rest.reduce(joinTypes, first);
}

function joinTypes(one: LogicalType, other: LogicalType): LogicalType {
  if (isSameType(one, other)) return one;
  if (one.kind !== "object" || other.kind !== "object") return unknown;
  if (one.fields.length === 0 || other.fields.length === 0) return { kind: "object", fields: [] };
  const fields = new Map(one.fields.map((field) => [field.name, field]));
  for (const field of other.fields) {
    const known = fields.get(field.name);
    fields.set(field.name, known ? { ...known, type: joinTypes(known.type, field.type) } : field);
  }
  return { kind: "object", fields: [...fields.values()] };
}
