import type { Field } from "@/connectors/sdk";
import { checkEncryption } from "./encryption";
import { mapperError, type MapperPlace } from "./mapper-error";
import type { Mapper, RowCondition } from "./mappers";

/** Mappers that put another value in the place of a value. */
export type Scrambler = Extract<Mapper, { type: "hashing" | "encryption" }>;

/** A field as mappers leave it. */
export interface MappedField {
  field: Field;
  /** Its place in the rows of the source, and its name there. */
  source: number;
  origin: string;
  /** What is done to its values, in this order. */
  steps: Scrambler[];
}

/** A condition on fields as they were where its mapper stands. */
export type BoundCondition =
  { type: "EQUAL"; field: MappedField; text: string } | { type: "NOT"; conditions: BoundCondition[] };

export interface MappedFields {
  fields: MappedField[];
  /** A row goes on where all of them hold. */
  filters: BoundCondition[];
}

/** The fields of a stream behind its mappers. ConfigError, naming stream and mapper, where a mapper does not fit. */
export function mapFields(stream: { name: string; fields: Field[] }, mappers: Mapper[]): MappedFields {
  const start: MappedFields = {
    fields: stream.fields.map((field, source) => ({ field, source, origin: field.name, steps: [] })),
    filters: [],
  };
  return mappers.reduce(
    (mapped, mapper, index) => applyMapper(mapped, mapper, { stream: stream.name, mapper, index }),
    start,
  );
}

function applyMapper(mapped: MappedFields, mapper: Mapper, place: MapperPlace): MappedFields {
  const { fields } = mapped;
  switch (mapper.type) {
    case "field-filtering": {
      const target = requireField(fields, mapper.mapperConfiguration.targetField, place);
      return { ...mapped, fields: fields.filter((field) => field !== target) };
    }
    case "field-renaming": {
      const { originalFieldName, newFieldName } = mapper.mapperConfiguration;
      const target = requireField(fields, originalFieldName, place);
      return {
        ...mapped,
        fields: replace(fields, target, { ...target, field: named(target.field, newFieldName) }, place),
      };
    }
    case "row-filtering":
      return {
        ...mapped,
        filters: [...mapped.filters, bind(mapper.mapperConfiguration.conditions, fields, place)],
      };
    case "hashing":
    case "encryption":
      return { ...mapped, fields: scramble(fields, mapper, place) };
  }
}

function scramble(fields: MappedField[], mapper: Scrambler, place: MapperPlace): MappedField[] {
  const { targetField, fieldNameSuffix } = mapper.mapperConfiguration;
  const target = requireField(fields, targetField, place);
  const mayFail = mapper.type === "encryption" && checkEncryption(mapper.mapperConfiguration, place).mayFail;
  const field: Field = {
    name: targetField + fieldNameSuffix,
    type: { kind: "string" },
    nullable: target.field.nullable || mayFail,
  };
  return replace(fields, target, { ...target, field, steps: [...target.steps, mapper] }, place);
}

function bind(condition: RowCondition, fields: MappedField[], place: MapperPlace): BoundCondition {
  switch (condition.type) {
    case "EQUAL":
      return {
        type: "EQUAL",
        field: requireField(fields, condition.fieldName, place),
        text: condition.comparisonValue,
      };
    case "NOT":
      return { type: "NOT", conditions: condition.conditions.map((inner) => bind(inner, fields, place)) };
  }
}

function requireField(fields: MappedField[], name: string, place: MapperPlace): MappedField {
  const found = fields.find(({ field }) => field.name === name);
  if (found) return found;
  const known = fields.map(({ field }) => field.name).join(", ");
  throw mapperError(
    place,
    `there is no field "${name}" at this place; there are ${known || "none"}. Choose one of them, or leave the mapper out.`,
  );
}

function replace(
  fields: MappedField[],
  target: MappedField,
  replacement: MappedField,
  place: MapperPlace,
): MappedField[] {
  const { name } = replacement.field;
  if (fields.some((field) => field !== target && field.field.name === name)) {
    throw mapperError(
      place,
      `there is a field "${name}" already. Choose another name, or leave that field out first.`,
    );
  }
  return fields.map((field) => (field === target ? replacement : field));
}

function named(field: Field, name: string): Field {
  return { ...field, name };
}
