import { z } from "zod";
import type { Position } from "@/connectors/sdk";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

/** How far a full refresh has come: every row up to this key, in the order of the primary key. */
const keyPositionSchema = z.object({
  version: z.literal(1),
  key: z.array(z.string()).min(1),
  /** The key's columns; a position in another key means nothing. */
  columns: z.array(z.string()).min(1),
  /** When the table was made: one that was made anew holds other rows. Absent where the server did not tell. */
  createdAt: z.string().optional(),
});

export type KeyPosition = z.output<typeof keyPositionSchema>;

/** null where reading begins anew: no position, or the table has another key by now. */
export function parseKeyPosition(position: Position | null, columns: string[]): KeyPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(keyPositionSchema, position);
  return JSON.stringify(parsed.columns) === JSON.stringify(columns) ? parsed : null;
}
