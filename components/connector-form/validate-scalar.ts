import * as formText from "@/text/connector-form";
import { isDate, isDateTime } from "./instant-formats";
import { exampleOf, typeOf, type Json, type JsonSchema } from "./json-schema";
import { instantMessage, isInstant, numberMessage, patternMessage } from "./messages";
import { patternOf } from "./pattern";

/** What is wrong with a value that is there; undefined when nothing is. */
export function scalarProblem(schema: JsonSchema, value: Json): string | undefined {
  if (schema.enum) return schema.enum.includes(value) ? undefined : formText.chooseOne;
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return numberProblem(schema, value);
    case "boolean":
      return typeof value === "boolean" ? undefined : formText.switchOnOrOff;
    default:
      return typeof value === "string" ? textProblem(schema, value) : formText.enterText;
  }
}

function numberProblem(schema: JsonSchema, value: Json): string | undefined {
  if (typeof value !== "number" || (typeOf(schema) === "integer" && !Number.isInteger(value)))
    return numberMessage(schema);
  const {
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum = -Infinity,
    exclusiveMaximum = Infinity,
  } = schema;
  const inside = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  return inside ? undefined : numberMessage(schema);
}

function textProblem(schema: JsonSchema, text: string): string | undefined {
  const { minLength = 0, maxLength = Infinity } = schema;
  const length = [...text].length;
  if (length < minLength) return formText.tooShort(minLength, length);
  if (length > maxLength) return formText.tooLong(maxLength, length);
  const pattern = patternOf(schema);
  if (isInstant(schema)) return instantProblem(schema, text, pattern);
  return (
    formatProblem(schema, text) ??
    (pattern && !pattern.test(text) ? mismatchMessage(schema, text, pattern) : undefined)
  );
}

/** Where a pattern is given it decides, since it may ask for a form of its own; the day must be real all the same. */
function instantProblem(schema: JsonSchema, text: string, pattern: RegExp | undefined): string | undefined {
  const [isoDate] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  if (isoDate && !isDate(isoDate)) return formText.noSuchDay(isoDate, instantMessage(schema));
  const right = pattern ? pattern.test(text) : schema.format === "date" ? isDate(text) : isDateTime(text);
  return right ? undefined : instantMessage(schema);
}

function formatProblem(schema: JsonSchema, text: string): string | undefined {
  switch (schema.format) {
    case "email":
      return /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : formText.enterEmail;
    case "uri":
      return URL.canParse(text)
        ? undefined
        : formText.enterAddress(exampleOf(schema) ?? "https://example.com");
    case "uuid":
      return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? undefined : formText.enterUuid;
    default:
      return undefined;
  }
}

function mismatchMessage(schema: JsonSchema, text: string, pattern: RegExp): string {
  return pattern.test(text.trim()) ? formText.removeSpaces : patternMessage(schema);
}
