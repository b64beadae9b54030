import { z } from "zod";
import { ConfigError } from "../errors";
import type { Json } from "../json";

const recordSchema = z.looseObject({
  fields: z.array(z.looseObject({ name: z.string(), type: z.json() })),
});

/** Types of a record's fields by their names, without the null that a union may have beside them. */
export type FieldTypes = Record<string, Json>;

/** Of an Avro definition. ConfigError where it is none of a record. */
export function fieldTypesOf(definition: string): FieldTypes {
  try {
    return fieldsOf(JSON.parse(definition) as Json);
  } catch (cause) {
    throw new ConfigError("The schema is no Avro record that can be read here.", { cause });
  }
}

/**
 * Whether readers of either type can read what was written with the other one, as every compatibility rule of a broker asks: the
 * same type, and in nested records the same wherever both have a field. Fields that are there in one alone may be null.
 */
export function isSameShape(one: Json, other: Json): boolean {
  const [left, right] = [partsOf(one), partsOf(other)];
  if (left.type !== right.type || left.logicalType !== right.logicalType) return false;
  switch (left.type) {
    case "array":
      return isSameShape(left.items, right.items);
    case "map":
      return isSameShape(left.values, right.values);
    case "record": {
      const [known, wanted] = [fieldsOf(one), fieldsOf(other)];
      return Object.entries(wanted).every(([name, type]) => {
        const former = known[name];
        return former === undefined || isSameShape(former, type);
      });
    }
    default:
      return true;
  }
}

/** As people say it: "string", "timestamp-micros", "array". */
export function typeName(type: Json): string {
  const { type: own, logicalType } = partsOf(type);
  return logicalType ?? own;
}

const typeSchema = z.looseObject({
  type: z.string(),
  logicalType: z.string().optional(),
  items: z.json().default(null),
  values: z.json().default(null),
});

function partsOf(type: Json): z.output<typeof typeSchema> {
  const bare = withoutNull(type);
  return typeSchema.parse(typeof bare === "string" ? { type: bare } : bare);
}

function fieldsOf(record: Json): FieldTypes {
  const { fields } = recordSchema.parse(withoutNull(record));
  return Object.fromEntries(fields.map(({ name, type }) => [name, withoutNull(type)]));
}

/** A union of more than one other type stays what it is: nothing of ours. */
function withoutNull(type: Json): Json {
  if (!Array.isArray(type)) return type;
  const others = type.filter((branch) => branch !== "null");
  return others.length === 1 && others[0] !== undefined ? others[0] : { type: "union" };
}
