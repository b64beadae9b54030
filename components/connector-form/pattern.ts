import type { JsonSchema } from "./json-schema";

/** The pattern as a regular expression; undefined where there is none or JavaScript cannot read it. */
export function patternOf(schema: JsonSchema): RegExp | undefined {
  if (typeof schema.pattern !== "string") return undefined;
  return compiled(schema.pattern, "u") ?? compiled(schema.pattern, "");
}

function compiled(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    // Written for another language's syntax: the connector's own check will judge the value.
    return undefined;
  }
}
