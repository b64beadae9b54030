import type { Field } from "@/connectors/sdk";
import type { ShapeOptions, StreamShape } from "./types";

/** What `options` do to the rows of a stream with these fields; null where they leave them as they are. */
export function planShape(
  _stream: { name: string; fields: Field[] },
  options: ShapeOptions,
): StreamShape | null {
  if (
    options.mappers.length > 0 ||
    options.objects !== "json" ||
    options.arrays !== "json" ||
    options.rowHash
  )
    throw new Error("Shaping is not written yet.");
  return null;
}
