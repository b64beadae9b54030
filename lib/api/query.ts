import { z } from "zod";

/** Schemas for query parameters, which arrive as text. */

/** A name that may be repeated, as in "?workspaceIds=a&workspaceIds=b"; "name[]" and commas are not split. */
export function queryList<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(item).optional());
}

export function queryInteger({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, `Give a whole number from ${min} to ${max}.`)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ override: { type: "integer", pattern: undefined, minimum: min, maximum: max } });
}

export const queryBoolean = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .meta({ override: { type: "boolean", enum: undefined } });
