import * as text from "@/text/connector-form";
import { instantFormatOf } from "./instant-formats";
import { exampleOf, typeOf, type JsonSchema } from "./json-schema";

/** What to enter where nothing is. */
export function missingMessage(schema: JsonSchema): string {
  if (schema.enum) return text.chooseOne;
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return numberMessage(schema);
    case "boolean":
      return text.switchOnOrOff;
    case "array":
      return schema.items?.enum ? text.chooseAtLeastOne : text.addOne;
    case "object":
      return text.fillIn;
    case "string":
      return isInstant(schema) ? instantMessage(schema) : valueMessage(schema);
  }
}

/** "Enter a whole number from 1 to 65,535." */
export function numberMessage(schema: JsonSchema): string {
  const isInteger = typeOf(schema) === "integer";
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined)
    return isInteger ? text.enterIntegerBetween(minimum, maximum) : text.enterNumberBetween(minimum, maximum);
  const bounds = boundsOf(schema);
  if (bounds.length === 0) return isInteger ? text.enterInteger : text.enterNumber;
  return isInteger ? text.enterIntegerWithin(bounds) : text.enterNumberWithin(bounds);
}

/** "Enter a date as YYYY-MM-DD, for example 2026-01-31." */
export function instantMessage(schema: JsonSchema): string {
  const format = instantFormatOf(schema);
  const example = format.write("2026-01-31T00:00:00");
  return schema.format === "date"
    ? text.enterDate(format.label, example)
    : text.enterDateTime(format.label, example);
}

/** For text that does not match the pattern; a pattern alone helps few, so it comes last. */
export function patternMessage(schema: JsonSchema): string {
  if (schema.pattern_descriptor) return text.enterInForm(schema.pattern_descriptor);
  const example = exampleOf(schema);
  return example ? text.enterInFormOf(example) : text.enterMatching(schema.pattern ?? "");
}

export function isInstant(schema: JsonSchema): boolean {
  return schema.format === "date" || schema.format === "date-time";
}

function valueMessage(schema: JsonSchema): string {
  const example = schema.airbyte_secret ? undefined : exampleOf(schema);
  return example === undefined ? text.enterValue : text.enterValueLike(example);
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string[] {
  return [
    minimum !== undefined && text.boundAtLeast(minimum),
    exclusiveMinimum !== undefined && text.boundAbove(exclusiveMinimum),
    maximum !== undefined && text.boundAtMost(maximum),
    exclusiveMaximum !== undefined && text.boundBelow(exclusiveMaximum),
  ].filter((bound) => bound !== false);
}
