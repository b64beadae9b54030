import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Position } from "../../checkpoint";
import type { Json } from "../../json";
import { parseStoredPosition } from "../../stored-position";

/**
 * Which files were read, and how far the one that is being read. `done`: a full refresh came to its end, which is all that
 * is to be known of it.
 */
const positionSchema = z.union([
  z.object({ done: z.literal(true) }),
  z.object({
    done: z.literal(false).optional(),
    history: z.object({ seen: z.string(), dropped: z.tuple([z.number(), z.string()]).nullable() }),
    open: z
      .object({ path: z.string(), file: z.json(), offset: z.int().min(0), rows: z.int().min(0) })
      .nullable(),
  }),
]);

export type SetPosition = z.output<typeof positionSchema>;
export type OpenPosition = Extract<SetPosition, { open: unknown }>;
export type PartlyRead = NonNullable<OpenPosition["open"]>;

export function parseSetPosition(position: Position | null): SetPosition | null {
  return position === null ? null : parseStoredPosition(positionSchema, position);
}

export function isSameVersion({ file }: PartlyRead, identity: Json): boolean {
  return isDeepStrictEqual(file, identity);
}
