import { createHash } from "node:crypto";
import { z } from "zod";
import type { Position } from "../checkpoint";
import { parseStoredPosition } from "../stored-position";
import type { SelectedStream } from "../stream";

/**
 * How far an incremental stream has been read: every row with a smaller cursor, and at the cursor's value the rows
 * that `ties` tells of. Rows that come later with the same value are read, the others are not read again.
 */
export const cursorPositionSchema = z.object({
  version: z.literal(1),
  cursor: z.string(),
  /** The largest value read, as the text that the system reads back; null while only rows without one have been read. */
  value: z.string().nullable(),
  /** Changes with the chosen columns; then only the key part of `known` still means something. */
  columns: z.string(),
  ties: z.union([
    /** Marks of the rows read at `value`, one after the other, `markLength` characters each; see tie-marks.ts. */
    z.object({ known: z.string() }),
    /** Too many to name: how many there were, and where there is a key, the last one read and its columns. */
    z.object({
      count: z.int(),
      upTo: z.array(z.string()).optional(),
      key: z.array(z.string()).optional(),
    }),
  ]),
  /** Set at the end of a run without any value: rows without a cursor are read in the first run only. */
  nullsRead: z.literal(true).optional(),
});

export type CursorPosition = z.output<typeof cursorPositionSchema>;

/** Beyond so many rows at one value they are counted, not named: a position stays below 64 kB. */
export const maxKnownTies = 2000;
/** A value or key longer than this would not leave room for the rest. */
export const maxValueLength = 8000;

/** null where reading begins anew: no position, or one of another cursor. */
export function parseCursorPosition(position: Position | null, cursor: string): CursorPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(cursorPositionSchema, position);
  return parsed.cursor === cursor ? parsed : null;
}

/** Whether counted ties can be told by the table's present key. An earlier version did not note the columns. */
export function isKeyOf({ ties }: CursorPosition, columns: string[]): boolean {
  if (!("count" in ties) || ties.upTo === undefined) return true;
  if (ties.upTo.length !== columns.length) return false;
  return ties.key === undefined || JSON.stringify(ties.key) === JSON.stringify(columns);
}

/** Names the chosen columns and their types, briefly. */
export function columnsFingerprint({ fields }: SelectedStream): string {
  const columns = fields.map(({ name, type }) => [name, type.kind]);
  return createHash("sha256").update(JSON.stringify(columns)).digest("base64url").slice(0, 11);
}

/** null where there is no key, or one that would not fit into a position. */
export function keyThatFits(key: string[] | null): string[] | null {
  const length = key?.reduce((sum, part) => sum + part.length, 0) ?? Infinity;
  return length <= maxValueLength ? key : null;
}
