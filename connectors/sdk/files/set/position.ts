import { z } from "zod";
import type { Position } from "../../checkpoint";
import { parseStoredPosition } from "../../stored-position";

/**
 * Which files were read, how far the one that is being read, and what comes next. `done`: a full refresh came to its end, which is
 * all that is to be known of it.
 */
const positionSchema = z.union([
  z.object({ done: z.literal(true) }),
  z.object({
    done: z.literal(false).optional(),
    history: z.object({ seen: z.string(), dropped: z.tuple([z.number(), z.string()]).nullable() }),
    open: z
      .object({ path: z.string(), file: z.json(), offset: z.int().min(0), rows: z.int().min(0) })
      .nullable(),
    /** How files are read, and which ones behind the open one, up to the next checkpoint in front of a file (`promise.ts`). */
    next: z.object({ reads: z.string(), count: z.int().min(0), files: z.string() }).optional(),
  }),
]);

export type SetPosition = z.output<typeof positionSchema>;
export type OpenPosition = Extract<SetPosition, { open: unknown }>;
export type PartlyRead = NonNullable<OpenPosition["open"]>;
export type Promised = NonNullable<OpenPosition["next"]>;

export function parseSetPosition(position: Position | null): SetPosition | null {
  return position === null ? null : parseStoredPosition(positionSchema, position);
}
