export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A place in a configuration: `["credentials", "api_key"]`, `["reports", 0, "name"]`. */
export type Path = readonly (string | number)[];

/**
 * The draft-07 subset of connector specifications with Airbyte's form vocabulary. Foreign specs hold typing errors,
 * so every reader below copes with a keyword of the wrong type as if it were absent.
 */
export interface JsonSchema {
  type?: string | readonly string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  examples?: unknown;
  format?: string;
  pattern?: string;
  pattern_descriptor?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  oneOf?: readonly JsonSchema[];
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  order?: number;
  group?: string;
  groups?: readonly { id: string; title?: string }[];
  display_type?: string;
  airbyte_secret?: boolean;
  airbyte_hidden?: boolean;
  always_show?: boolean;
  multiline?: boolean;
}

export type SchemaType = "string" | "integer" | "number" | "boolean" | "array" | "object";

const schemaTypes: readonly string[] = ["string", "integer", "number", "boolean", "array", "object"];

/** The one type that matters for a form: the first that is not null, or what the other keywords imply. */
export function typeOf(schema: JsonSchema): SchemaType {
  const stated = [schema.type ?? []].flat().find((type) => schemaTypes.includes(type));
  if (stated) return stated as SchemaType;
  if (schema.oneOf || schema.properties) return "object";
  if (schema.items) return "array";
  const sample = schema.const ?? schema.enum?.[0] ?? schema.default;
  if (typeof sample === "number") return Number.isInteger(sample) ? "integer" : "number";
  return typeof sample === "boolean" ? "boolean" : "string";
}

export function isNullable(schema: JsonSchema): boolean {
  return [schema.type ?? []].flat().includes("null");
}

/** A value no one may choose: it is set without asking. */
export function isConstant(schema: JsonSchema): boolean {
  return schema.const !== undefined;
}

export function propertiesOf(schema: JsonSchema): [name: string, property: JsonSchema][] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(properties).filter(([, property]) => isSchema(property));
}

export function isRequired(schema: JsonSchema, name: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(name);
}

/** The title, or the name made readable: "start_date" → "Start date". */
export function titleOf(schema: JsonSchema, name: string): string {
  if (typeof schema.title === "string" && schema.title.trim() !== "") return schema.title;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The first example as text; foreign specs give a list, a single value or something else. */
export function exampleOf(schema: JsonSchema): string | undefined {
  const [first] = [schema.examples ?? []].flat();
  return typeof first === "string" || typeof first === "number" ? String(first) : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSchema(value: unknown): value is JsonSchema {
  return isObject(value);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}
