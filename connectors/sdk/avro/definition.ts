import type { Json, JsonObject } from "../json";
import {
  additionalProperties,
  emittedAtField,
  idField,
  type AvroNode,
  type AvroScalar,
  type NestedField,
  type RowRecord,
} from "./record-plan";

/** The schema of a row's record, as the JSON text that brokers and readers take. The same record gives the same text. */
export function definitionOf({ name, fields }: RowRecord): string {
  return JSON.stringify({
    type: "record",
    name,
    fields: [...ownFields(), ...fields.map(fieldOf), additionalField()],
  });
}

/** The schema of `encodeRaw`'s records: Airbyte's envelope around a row as one JSON document. */
export function rawDefinition(): string {
  const [id, emittedAt] = ownFields();
  const text = (name: string) => ({ name, type: "string" });
  return JSON.stringify({
    type: "record",
    name: "airbyte",
    fields: [id, text("_airbyte_stream"), emittedAt, text("_airbyte_data")],
  });
}

function ownFields(): [JsonObject, JsonObject] {
  return [
    { name: idField, type: { type: "string", logicalType: "uuid" } },
    { name: emittedAtField, type: { type: "long", logicalType: "timestamp-millis" } },
  ];
}

/** Null first and by default: a field may come and go without breaking a reader. */
function fieldOf({ name, original, node }: NestedField): JsonObject {
  return {
    name,
    type: ["null", typeOf(node)],
    ...(name === original ? {} : { doc: `_airbyte_original_name:${original}` }),
    default: null,
  };
}

function additionalField(): JsonObject {
  return { name: additionalProperties, type: ["null", { type: "map", values: "string" }], default: null };
}

function typeOf(node: AvroNode): Json {
  switch (node.as) {
    case "array":
      return { type: "array", items: ["null", typeOf(node.of)] };
    case "record": {
      const { name, namespace, fields } = node.record;
      return { type: "record", name, namespace, fields: [...fields.map(fieldOf), additionalField()] };
    }
    default:
      return scalarTypes[node.as];
  }
}

const scalarTypes: Record<AvroScalar, Json> = {
  string: "string",
  boolean: "boolean",
  int: "int",
  long: "long",
  double: "double",
  bytes: "bytes",
  date: { type: "int", logicalType: "date" },
  "time-micros": { type: "long", logicalType: "time-micros" },
  "timestamp-micros": { type: "long", logicalType: "timestamp-micros" },
};
