import { formatCount } from "@/components/ui/format";
import { instantFormatOf } from "./instant-formats";
import { exampleOf, typeOf, type JsonSchema } from "./json-schema";

/** What to enter where nothing is. */
export function missingMessage(schema: JsonSchema): string {
  if (schema.enum) return "Choose one of the options.";
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return numberMessage(schema);
    case "boolean":
      return "Switch this on or off.";
    case "array":
      return schema.items?.enum ? "Choose at least one of the options." : "Add at least one value.";
    case "object":
      return "Fill in this section.";
    case "string":
      return isInstant(schema) ? instantMessage(schema) : `Enter a value${asInExample(schema)}.`;
  }
}

/** "Enter a whole number from 1 to 65,535." */
export function numberMessage(schema: JsonSchema): string {
  const kind = typeOf(schema) === "integer" ? "a whole number" : "a number";
  return `Enter ${kind}${rangeOf(schema)}.`;
}

/** "Enter a date as YYYY-MM-DD, for example 2026-01-31." */
export function instantMessage(schema: JsonSchema): string {
  const format = instantFormatOf(schema);
  const kind = schema.format === "date" ? "a date" : "a date and time (UTC)";
  return `Enter ${kind} as ${format.label}, for example ${format.write("2026-01-31T00:00:00")}.`;
}

/** For text that does not match the pattern; a pattern alone helps few, so it comes last. */
export function patternMessage(schema: JsonSchema): string {
  if (schema.pattern_descriptor) return `Enter it in the form ${schema.pattern_descriptor}.`;
  const example = exampleOf(schema);
  return example
    ? `Enter it in the form of this example: ${example}.`
    : `Enter a value that matches ${schema.pattern ?? ""}.`;
}

export function isInstant(schema: JsonSchema): boolean {
  return schema.format === "date" || schema.format === "date-time";
}

function asInExample(schema: JsonSchema): string {
  const example = schema.airbyte_secret ? undefined : exampleOf(schema);
  return example === undefined ? "" : `, for example ${example}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${figure(minimum)} to ${figure(maximum)}`;
  const bounds = [
    minimum !== undefined && `of at least ${figure(minimum)}`,
    exclusiveMinimum !== undefined && `above ${figure(exclusiveMinimum)}`,
    maximum !== undefined && `of at most ${figure(maximum)}`,
    exclusiveMaximum !== undefined && `below ${figure(exclusiveMaximum)}`,
  ].filter((bound) => bound !== false);
  return bounds.length > 0 ? ` ${bounds.join(" and ")}` : "";
}

function figure(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}
