import { z } from "zod";
import type { Position } from "@/connectors/sdk";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

/** How far a table has been read: every row up to this one of a file in this version. */
const wholeSchema = z.object({ version: z.literal(1), file: z.string(), rowid: z.int() });

export type WholePosition = z.output<typeof wholeSchema>;

/** null where reading begins anew: no position. */
export function parseWholePosition(position: Position | null): WholePosition | null {
  return position === null ? null : parseStoredPosition(wholeSchema, position);
}
