import { z } from "zod";
import type { Field, LogicalType } from "@/connectors/sdk";
import { fieldTypes } from "@/connectors/sdk/files/values";

const types = {
  string: fieldTypes.string,
  number: fieldTypes.number,
  integer: fieldTypes.integer,
  boolean: fieldTypes.boolean,
  object: fieldTypes.json,
  array: fieldTypes.json,
  null: fieldTypes.string,
} satisfies Record<string, LogicalType>;

const schema = z.record(z.string(), z.enum(Object.keys(types) as (keyof typeof types)[]));

/** The fields of an "input schema"; null where there is none. */
export function parseInputSchema(text: string | undefined): Field[] | null {
  if (text === undefined || text.trim() === "") return null;
  const columns = schema.parse(JSON.parse(text));
  return Object.entries(columns).map(([name, type]) => ({ name, type: types[type], nullable: true }));
}

/** What is wrong with it; null where nothing is. */
export function findSchemaFault(text: string | undefined): string | null {
  try {
    parseInputSchema(text);
    return null;
  } catch {
    return `Must be a JSON object such as {"id": "integer"}, with the types ${Object.keys(types).join(", ")}.`;
  }
}
