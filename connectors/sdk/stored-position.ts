import type { z } from "zod";
import type { Position } from "./checkpoint";
import { ConfigError } from "./errors";

/** A stored position in its source's own form; ConfigError where it is none, because it is another source's, or damaged. */
export function parseStoredPosition<Schema extends z.ZodType>(
  schema: Schema,
  position: Position,
): z.output<Schema> {
  const parsed = schema.safeParse(position);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    "The stored position of the stream is not one of this source. Refresh the stream, so that it is read from the start.",
    { cause: parsed.error },
  );
}
