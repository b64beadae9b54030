import * as text from "@/text/connector-form";
import { branchesOf, branchIndexOf, discriminatorOf } from "./branches";
import {
  isConstant,
  isJsonObject,
  isNullable,
  isRequired,
  propertiesOf,
  typeOf,
  type Json,
  type JsonObject,
  type JsonSchema,
  type Path,
} from "./json-schema";
import { samePath } from "./path";
import { isUntouched } from "./defaults";
import { missingMessage } from "./messages";
import { scalarProblem } from "./validate-scalar";

export interface FieldProblem {
  path: Path;
  /** What to enter instead, a full sentence. */
  message: string;
}

export interface ValidateOptions {
  /** Secrets kept on the server: absent in the value, yet present. */
  storedSecrets?: readonly Path[];
}

/**
 * Every problem of a value, in the order of the schema's properties. Pure; the same schema draws the form. It checks
 * what can be judged without the system behind: the connector's own check follows.
 */
export function validateAgainstSchema(
  schema: JsonSchema,
  value: JsonObject,
  options: ValidateOptions = {},
): FieldProblem[] {
  return objectProblems(schema, value, { path: [], stored: options.storedSecrets ?? [] });
}

interface Place {
  path: Path;
  stored: readonly Path[];
}

function objectProblems(schema: JsonSchema, value: JsonObject, place: Place, skip?: string): FieldProblem[] {
  return propertiesOf(schema)
    .filter(([name, property]) => name !== skip && !property.airbyte_hidden)
    .flatMap(([name, property]) => {
      const inside = { ...place, path: [...place.path, name] };
      return valueProblems(property, value[name], isRequired(schema, name), inside);
    });
}

function valueProblems(
  schema: JsonSchema,
  value: Json | undefined,
  required: boolean,
  place: Place,
): FieldProblem[] {
  if (value === null && isNullable(schema)) return [];
  if (isConstant(schema)) return constantProblems(schema, value, place);
  if (branchesOf(schema).length > 0) return branchProblems(schema, value, required, place);
  switch (typeOf(schema)) {
    case "object":
      return sectionProblems(schema, value, required, place);
    case "array":
      return arrayProblems(schema, value, required, place);
    default:
      return one(place, leafProblem(schema, value, required, place));
  }
}

function leafProblem(
  schema: JsonSchema,
  value: Json | undefined,
  required: boolean,
  place: Place,
): string | undefined {
  const stored = place.stored.some((path) => samePath(path, place.path));
  if (value === undefined && stored) return undefined;
  // An emptied replacement would delete a stored secret: either a new value or the stored one.
  if (isEmpty(value)) return required || (stored && value === "") ? missingMessage(schema) : undefined;
  return scalarProblem(schema, value);
}

function constantProblems(schema: JsonSchema, value: Json | undefined, place: Place): FieldProblem[] {
  if (value === undefined || value === schema.const) return [];
  return one(place, text.mustBe(JSON.stringify(schema.const)));
}

/** An optional section in which nothing was entered is absent, whatever it requires inside; see `configToSend`. */
function sectionProblems(
  schema: JsonSchema,
  value: Json | undefined,
  required: boolean,
  place: Place,
): FieldProblem[] {
  if (!schema.properties) {
    if (isEmpty(value)) return required ? one(place, missingMessage(schema)) : [];
    return isJsonObject(value) ? [] : one(place, text.enterJson);
  }
  if (!isJsonObject(value) || isUntouched(schema, value))
    return required ? objectProblems(schema, isJsonObject(value) ? value : {}, place) : [];
  return objectProblems(schema, value, place);
}

function branchProblems(
  schema: JsonSchema,
  value: Json | undefined,
  required: boolean,
  place: Place,
): FieldProblem[] {
  const branches = branchesOf(schema);
  if (isEmpty(value)) return required ? one(place, text.chooseOne) : [];
  const branch = branches[branchIndexOf(branches, value)];
  if (!branch || !isJsonObject(value)) return one(place, text.chooseOne);
  return objectProblems(branch, value, place, discriminatorOf(branches));
}

function arrayProblems(
  schema: JsonSchema,
  value: Json | undefined,
  required: boolean,
  place: Place,
): FieldProblem[] {
  if (isEmpty(value)) return required ? one(place, missingMessage(schema)) : [];
  if (!Array.isArray(value)) return one(place, text.enterList);
  const whole = countProblem(schema, value, required);
  const { items } = schema;
  const each = items
    ? value.flatMap((item, index) =>
        valueProblems(items, item, true, { ...place, path: [...place.path, index] }),
      )
    : [];
  return [...one(place, whole), ...each];
}

function countProblem(schema: JsonSchema, value: readonly Json[], required: boolean): string | undefined {
  const least = Math.max(schema.minItems ?? 0, required ? 1 : 0);
  if (value.length < least && (required || value.length > 0)) {
    return least === 1 ? text.addOne : text.addAtLeast(least, value.length);
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return text.keepAtMost(schema.maxItems, value.length);
  }
  const texts = value.map((item) => JSON.stringify(item));
  if (schema.uniqueItems && new Set(texts).size < texts.length) return text.enterOnce;
  return undefined;
}

function isEmpty(value: Json | undefined): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}

function one(place: Place, message: string | undefined): FieldProblem[] {
  return message === undefined ? [] : [{ path: place.path, message }];
}
