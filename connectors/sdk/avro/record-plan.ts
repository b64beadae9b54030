import { uniqueIdentifiers } from "../naming/identifiers";
import type { PlannedColumn } from "../plan";
import type { Field, LogicalType } from "../values";

/** Avro's types of single values; the last three are logical ones on int, long and long. */
export type AvroScalar =
  "string" | "boolean" | "int" | "long" | "double" | "bytes" | "date" | "time-micros" | "timestamp-micros";

/** How values of a logical type are held. */
export type AvroNode =
  | { as: AvroScalar; type: LogicalType }
  /** JSON text of an array in a row. */
  | { as: "array"; of: AvroNode }
  /** JSON text of an object in a row. */
  | { as: "record"; record: NestedRecord };

export interface NestedRecord {
  name: string;
  namespace: string;
  fields: NestedField[];
}

export interface NestedField {
  name: string;
  /** As the source has it: the key in the JSON text. */
  original: string;
  node: AvroNode;
}

/** A field of a row's own record. */
export interface RowField extends NestedField {
  /** The place of its value in every row. */
  index: number;
  /** The plan's name for it, as changes tell it. */
  column: string;
}

/** The record that rows of a stream become. */
export interface RowRecord {
  name: string;
  fields: RowField[];
  /** Fields that go into `_airbyte_additional_properties`. */
  additional: { original: string; index: number; type: LogicalType }[];
}

export interface RecordOptions {
  /** The stream's name. */
  name: string;
  columns: PlannedColumn[];
  /** `int`: 32 bits, as Airbyte has it; what is larger becomes null, with a reason. */
  integers: "long" | "int";
  /** `double`: as Airbyte has it; what needs more digits is cut, with a reason. */
  decimals: "string" | "double";
  /** Names of top-level fields that have no field of their own, but are texts in `_airbyte_additional_properties`. */
  additional: string[];
}

export const additionalProperties = "_airbyte_additional_properties";
/** A row's own id (text of a UUID) and the instant its run began (milliseconds since the epoch). */
export const idField = "_airbyte_ab_id";
export const emittedAtField = "_airbyte_emitted_at";

/** Nested records are named in it, and in what their path adds to it, so that two of one name stay apart. */
const nestedNamespace = "defaultNamespace";
const maxNameBytes = 255;
const names = { maxBytes: maxNameBytes, case: "keep", style: "postgres" } as const;

/** The rules are in this folder's README. Pure. */
export function planRecord(options: RecordOptions): RowRecord {
  const isAdditional = new Set(options.additional);
  const own = options.columns.filter(({ field }) => !isAdditional.has(field));
  const ownNames = avroNames(
    own.map(({ name }) => name),
    [idField, emittedAtField],
  );
  return {
    name: avroNames([options.name])[0] ?? "record",
    fields: own.map((column, place) => {
      const name = ownNames[place] ?? column.name;
      const node = nodeOf(column.type, { name, namespace: nestedNamespace, options });
      return { name, original: column.field, node, index: column.index, column: column.name };
    }),
    additional: options.columns
      .filter(({ field }) => isAdditional.has(field))
      .map(({ field, index, type }) => ({ original: field, index, type })),
  };
}

function avroNames(originals: string[], reserved: string[] = []): string[] {
  return uniqueIdentifiers(originals, names, [additionalProperties, ...reserved]);
}

interface Place {
  name: string;
  namespace: string;
  options: RecordOptions;
}

function nodeOf(type: LogicalType, place: Place): AvroNode {
  switch (type.kind) {
    case "string":
    case "json":
    case "uuid":
      return { as: "string", type };
    case "boolean":
      return { as: "boolean", type };
    case "integer":
      return { as: place.options.integers, type };
    case "number":
      return { as: "double", type };
    case "decimal":
      return { as: place.options.decimals, type };
    case "binary":
      return { as: "bytes", type };
    case "date":
      return { as: "date", type };
    case "time":
      return { as: "time-micros", type };
    case "timestamp":
      return { as: "timestamp-micros", type };
    case "array":
      return { as: "array", of: elementOf(type.of, place) };
    case "object":
      return { as: "record", record: recordOf(type.fields, place) };
  }
}

/** Elements of unknown type are texts: strings as they are, everything else as JSON. */
function elementOf(type: LogicalType, place: Place): AvroNode {
  return nodeOf(type.kind === "json" ? { kind: "string" } : type, place);
}

function recordOf(fields: Field[], { name, namespace, options }: Place): NestedRecord {
  const fieldNames = avroNames(fields.map((field) => field.name));
  const inside = `${namespace}.${name}`;
  return {
    name,
    namespace,
    fields: fields.map((field, index) => {
      const fieldName = fieldNames[index] ?? field.name;
      const node = nodeOf(field.type, { name: fieldName, namespace: inside, options });
      return { name: fieldName, original: field.name, node };
    }),
  };
}
