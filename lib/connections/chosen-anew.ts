import { isDeepStrictEqual } from "node:util";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { streamKey } from "@/lib/sync/stream-key";

/**
 * The streams of a choice of which somebody has just chosen what is moved: those that were not moved before, and those
 * with other fields. How a stream is read, told apart and laid out is another matter. Pure.
 */
export function chosenAnew(before: ConfiguredStream[], after: ConfiguredStream[]): ConfiguredStream[] {
  const then = new Map(before.map((stream) => [streamKey(stream), fieldsOf(stream)]));
  return after.filter((stream) => then.get(streamKey(stream)) !== fieldsOf(stream));
}

/** Whether a choice only says again what is chosen already: then nobody has decided anything. Pure. */
export function isSameChoice(before: ConfiguredStream[], after: ConfiguredStream[]): boolean {
  return isDeepStrictEqual(asStored(before), asStored(after));
}

/** Without what is undefined. */
function asStored(choice: ConfiguredStream[]): unknown {
  return JSON.parse(JSON.stringify(choice));
}

/** One text for the same fields, in whatever order they are named. */
function fieldsOf({ selectedFields }: ConfiguredStream): string {
  return selectedFields ? JSON.stringify([...new Set(selectedFields)].sort()) : "all";
}
