import type { Mapper } from "@/lib/normalization/shape/mappers";

export type MapperType = Mapper["type"];

/** In the order in which they are offered. */
export const mapperTypes = [
  "hashing",
  "encryption",
  "field-renaming",
  "field-filtering",
  "row-filtering",
] as const satisfies readonly MapperType[];

/** A mapper as it starts out; its id need only differ from others of the connection. */
export function newMapper(type: MapperType, field: string): Mapper {
  const id = randomHex(16);
  switch (type) {
    case "hashing":
      return {
        id,
        type,
        mapperConfiguration: { targetField: field, method: "SHA-256", fieldNameSuffix: "_hashed" },
      };
    case "encryption":
      return {
        id,
        type,
        mapperConfiguration: {
          algorithm: "AES",
          targetField: field,
          fieldNameSuffix: "_encrypted",
          mode: "GCM",
          padding: "NoPadding",
          key: "",
        },
      };
    case "field-renaming":
      return { id, type, mapperConfiguration: { originalFieldName: field, newFieldName: field } };
    case "field-filtering":
      return { id, type, mapperConfiguration: { targetField: field } };
    case "row-filtering":
      return {
        id,
        type,
        mapperConfiguration: { conditions: { type: "EQUAL", fieldName: field, comparisonValue: "" } },
      };
  }
}

/** The names of a stream's fields as the mappers before the `index`-th leave them, which is what it may name. */
export function fieldsBefore(fields: string[], mappers: Mapper[], index: number): string[] {
  return mappers.slice(0, index).reduce((names, mapper) => {
    switch (mapper.type) {
      case "field-filtering":
        return names.filter((name) => name !== mapper.mapperConfiguration.targetField);
      case "field-renaming": {
        const { originalFieldName, newFieldName } = mapper.mapperConfiguration;
        return names.map((name) => (name === originalFieldName ? newFieldName : name));
      }
      case "hashing":
      case "encryption": {
        const { targetField, fieldNameSuffix } = mapper.mapperConfiguration;
        return names.map((name) => (name === targetField ? targetField + fieldNameSuffix : name));
      }
      case "row-filtering":
        return names;
    }
  }, fields);
}

/** One comparison, or its opposite: what the form draws. null: made of more, over the API. */
export function simpleCondition(
  mapper: Extract<Mapper, { type: "row-filtering" }>,
): { field: string; is: "equal" | "unequal"; value: string } | null {
  const { conditions } = mapper.mapperConfiguration;
  if (conditions.type === "EQUAL")
    return { field: conditions.fieldName, is: "equal", value: conditions.comparisonValue };
  const [only, ...more] = conditions.conditions;
  if (only?.type !== "EQUAL" || more.length > 0) return null;
  return { field: only.fieldName, is: "unequal", value: only.comparisonValue };
}

export function withCondition(
  mapper: Extract<Mapper, { type: "row-filtering" }>,
  { field, is, value }: { field: string; is: "equal" | "unequal"; value: string },
): Mapper {
  const equal = { type: "EQUAL" as const, fieldName: field, comparisonValue: value };
  const conditions = is === "equal" ? equal : { type: "NOT" as const, conditions: [equal] };
  return { ...mapper, mapperConfiguration: { conditions } };
}

/** Works without a secure context too, where `randomUUID` is missing. */
export function randomHex(bytes: number): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return [...drawn].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
