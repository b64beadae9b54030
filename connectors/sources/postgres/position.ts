import { createHash } from "node:crypto";
import { z } from "zod";
import type { Position, SelectedStream } from "@/connectors/sdk";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

/**
 * How far an incremental stream has been read: every row with a smaller cursor, and at the cursor's value the rows
 * that `ties` tells of. Rows that come later with the same value are read, the others are not read again.
 */
const cursorPositionSchema = z.object({
  version: z.literal(1),
  cursor: z.string(),
  /** The largest value read, as PostgreSQL writes it; null while only rows without one have been read. */
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

/** A table has at most 2^32 - 1 blocks. */
const blockSchema = z.int().min(0).max(0xffff_fffe);

/** How far a full refresh has come: every row that the snapshot saw in the blocks before `nextBlock`; see heap.ts. */
export const heapPositionSchema = z.object({
  version: z.literal(1),
  heap: z.object({
    file: z.string(),
    columns: z.string(),
    /** Every transaction with a smaller id had ended when reading began. */
    horizon: z.string().regex(/^\d+$/),
    nextBlock: blockSchema,
    rows: z.int(),
  }),
});

export type HeapPosition = z.output<typeof heapPositionSchema>;

const digits = z.string().regex(/^\d+$/);

/** A snapshot, with what is needed to tell later which rows it saw. */
const markSchema = z.object({
  /** Every transaction with a smaller id had ended. */
  horizon: digits,
  /** Ids from `horizon` on, as distances from it, whose rows in this table the snapshot saw. */
  seen: z.array(z.int()),
});

/** How far a stream has been read by xmin; see xmin.ts. */
const xminPositionSchema = z.object({
  version: z.literal(1),
  xmin: z.object({
    /** The server's data and the table: ids of transactions mean nothing elsewhere. */
    server: z.string(),
    /** Rows that this snapshot saw have been read; null: none yet. */
    since: markSchema.nullable(),
    /** Of the run that broke off: in the blocks before `nextBlock`, those that `mark` saw. */
    part: z.object({ file: z.string(), nextBlock: blockSchema, mark: markSchema }).optional(),
  }),
});

export type Mark = z.output<typeof markSchema>;
export type XminPosition = z.output<typeof xminPositionSchema>["xmin"];

const anyPositionSchema = z.union([cursorPositionSchema, heapPositionSchema, xminPositionSchema]);

/** null where reading begins anew: no position, or one of another way of reading. */
export function parseXminPosition(position: Position | null): XminPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(anyPositionSchema, position);
  return "xmin" in parsed ? parsed.xmin : null;
}

/** Beyond so many rows at one value they are counted, not named: a position stays below 64 kB. */
export const maxKnownTies = 2000;
/** A cursor value longer than this would not leave room for the rest. */
export const maxValueLength = 8000;

/** null where reading begins anew: no position, one of another cursor, or of another way of reading. */
export function parsePosition(position: Position | null, cursor: string): CursorPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(anyPositionSchema, position);
  return "cursor" in parsed && parsed.cursor === cursor ? parsed : null;
}

/** Names the chosen columns and their types, briefly. */
export function columnsFingerprint(stream: SelectedStream): string {
  const columns = stream.fields.map(({ name, type }) => [name, type.kind]);
  return createHash("sha256").update(JSON.stringify(columns)).digest("base64url").slice(0, 11);
}
