import { createHash } from "node:crypto";
import { z } from "zod";
import type { Position, SelectedStream } from "@/connectors/sdk";
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

/**
 * How far an incremental stream has been read: every row with a smaller cursor, and at the cursor's value the rows
 * that `ties` tells of.
 */
const cursorPositionSchema = z.object({
  version: z.literal(1),
  cursor: z.string(),
  /** The largest value read, as its text; null while only rows without one have been read. */
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

/** Whether counted ties can be told by the table's present key. An earlier version did not note the columns. */
export function isKeyOf({ ties }: CursorPosition, columns: string[]): boolean {
  if (!("count" in ties) || ties.upTo === undefined) return true;
  if (ties.upTo.length !== columns.length) return false;
  return ties.key === undefined || JSON.stringify(ties.key) === JSON.stringify(columns);
}

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

/** null where reading begins anew: no position, or the table has another key by now. */
export function parseKeyPosition(position: Position | null, columns: string[]): KeyPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(keyPositionSchema, position);
  return JSON.stringify(parsed.columns) === JSON.stringify(columns) ? parsed : null;
}

/** Names the chosen columns and their types, briefly. */
export function columnsFingerprint(stream: SelectedStream): string {
  const columns = stream.fields.map(({ name, type }) => [name, type.kind]);
  return createHash("sha256").update(JSON.stringify(columns)).digest("base64url").slice(0, 11);
}
