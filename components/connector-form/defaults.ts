import { branchesOf, branchIndexOf, constantsOf, discriminatorOf } from "./branches";
import {
  isConstant,
  isJsonObject,
  isRequired,
  propertiesOf,
  typeOf,
  type Json,
  type JsonObject,
  type JsonSchema,
} from "./json-schema";

/** What a new configuration starts with: defaults, constants, and the first branch of every required choice. */
export function defaultConfig(schema: JsonSchema): JsonObject {
  const config: JsonObject = {};
  for (const [name, property] of propertiesOf(schema)) {
    const value = defaultOf(property, isRequired(schema, name));
    if (value !== undefined) config[name] = value;
  }
  return config;
}

/** A branch as it is when chosen. What is kept from the branch before: values of the same name and kind. */
export function branchValue(branches: readonly JsonSchema[], index: number, before?: Json): JsonObject {
  const branch = branches[index] ?? {};
  const fresh = { ...defaultConfig(branch), ...constantsOf(branch, discriminatorOf(branches)) };
  if (!isJsonObject(before)) return fresh;
  for (const [name, property] of propertiesOf(branch)) {
    const kept = before[name];
    const free = !isConstant(property) && name !== discriminatorOf(branches);
    if (kept !== undefined && free && !property.airbyte_secret && fits(property, kept)) fresh[name] = kept;
  }
  return fresh;
}

/**
 * What is sent: without emptied optional fields and without sections in which nothing was entered. A secret that is
 * left as stored is absent; whoever saves keeps the stored value for it.
 */
export function configToSend(schema: JsonSchema, value: JsonObject): JsonObject {
  const branches = branchesOf(schema);
  const branch = branches[branchIndexOf(branches, value)];
  const known = new Map([...propertiesOf(schema), ...(branch ? propertiesOf(branch) : [])]);
  const sent: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    const property = known.get(name);
    const required = isRequired(schema, name) || (branch !== undefined && isRequired(branch, name));
    const kept = property ? valueToSend(property, item, required) : item;
    if (kept !== undefined) sent[name] = kept;
  }
  return sent;
}

function valueToSend(schema: JsonSchema, value: Json, required: boolean): Json | undefined {
  if (value === "" && !required) return undefined;
  if (isJsonObject(value) && (schema.oneOf || schema.properties)) {
    const sent = configToSend(schema, value);
    const absent = Object.keys(sent).length === 0 || (!isComplete(schema, sent) && isUntouched(schema, sent));
    return absent && !required ? undefined : sent;
  }
  const { items } = schema;
  if (Array.isArray(value) && items?.properties) {
    return value.map((item) => (isJsonObject(item) ? configToSend(items, item) : item));
  }
  return value;
}

/** Whether a section holds nothing but what it was given by itself: defaults, constants, switches that are off. */
export function isUntouched(schema: JsonSchema, value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (isConstant(schema) || JSON.stringify(value) === JSON.stringify(schema.default)) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value) || schema.oneOf) return false;
  return Object.entries(value).every(([name, item]) => isUntouched(schema.properties?.[name] ?? {}, item));
}

function isComplete(schema: JsonSchema, value: JsonObject): boolean {
  return (schema.required ?? []).every((name) => name in value);
}

function defaultOf(schema: JsonSchema, required: boolean): Json | undefined {
  if (isConstant(schema))
    return required || schema.default !== undefined ? (schema.const as Json) : undefined;
  const branches = branchesOf(schema);
  if (branches.length > 0) return defaultBranch(schema, branches, required);
  const stated = schema.default as Json | undefined;
  if (stated !== undefined && fits(schema, stated)) return stated;
  if (typeOf(schema) === "object" && schema.properties) {
    const nested = defaultConfig(schema);
    return required || Object.keys(nested).length > 0 ? nested : undefined;
  }
  return required && typeOf(schema) === "boolean" ? false : undefined;
}

function defaultBranch(
  schema: JsonSchema,
  branches: readonly JsonSchema[],
  required: boolean,
): Json | undefined {
  const stated = schema.default as Json | undefined;
  const index = branchIndexOf(branches, stated);
  if (index >= 0) return { ...branchValue(branches, index), ...(isJsonObject(stated) ? stated : {}) };
  return required ? branchValue(branches, 0) : undefined;
}

/** Whether a value is of the schema's type: foreign specs have defaults that are not. */
function fits(schema: JsonSchema, value: Json): boolean {
  if (schema.enum && typeOf(schema) !== "array") return schema.enum.includes(value);
  switch (typeOf(schema)) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
  }
}
