import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError, type Position, type SelectedStream } from "@/connectors/sdk";

/** How far a table has been read: every row up to this one of a file in this version. */
const wholeSchema = z.object({ version: z.literal(1), file: z.string(), rowid: z.int() });

/**
 * How far an incremental stream has been read: every row with a smaller cursor, and at its value the rows that `ties`
 * tells of.
 */
const cursorSchema = z.object({
  version: z.literal(1),
  cursor: z.string(),
  /** The largest value read, as its text; null where there were only rows without one. */
  value: z.string().nullable(),
  /** Changes with the chosen columns; then only the key part of `known` still means something. */
  columns: z.string(),
  /** Marks of the rows read at `value`, see tie-marks.ts; or how many there were, where they are too many to name. */
  ties: z.union([z.object({ known: z.string() }), z.object({ count: z.int() })]),
});

export type WholePosition = z.output<typeof wholeSchema>;
export type CursorPosition = z.output<typeof cursorSchema>;

/** Beyond so many rows at one value they are counted, not named: a position stays below 64 kB. */
export const maxKnownTies = 2000;
/** A value longer than this would not leave room for the rest. */
export const maxValueLength = 8000;

export function parseWholePosition(position: Position | null): WholePosition | null {
  return position === null ? null : parse(wholeSchema, position);
}

/** null where reading begins anew: no position, or one of another cursor. */
export function parseCursorPosition(position: Position | null, cursor: string): CursorPosition | null {
  if (position === null) return null;
  const parsed = parse(cursorSchema, position);
  return parsed.cursor === cursor ? parsed : null;
}

/** Names the chosen columns and their types, briefly. */
export function columnsFingerprint({ fields }: SelectedStream): string {
  const columns = fields.map(({ name, type }) => [name, type.kind]);
  return createHash("sha256").update(JSON.stringify(columns)).digest("base64url").slice(0, 11);
}

function parse<Schema extends z.ZodType>(schema: Schema, position: Position): z.output<Schema> {
  const parsed = schema.safeParse(position);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    "The stored position of the stream is not one of this source. Refresh the stream, so that it is read from the start.",
    { cause: parsed.error },
  );
}
