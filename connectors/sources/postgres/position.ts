import { z } from "zod";
import type { Position } from "@/connectors/sdk";
import { type CursorPosition, cursorPositionSchema } from "@/connectors/sdk/cursor/position";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

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

/** null where reading begins anew: no position, one of another cursor, or of another way of reading. */
export function parsePosition(position: Position | null, cursor: string): CursorPosition | null {
  if (position === null) return null;
  const parsed = parseStoredPosition(anyPositionSchema, position);
  return "cursor" in parsed && parsed.cursor === cursor ? parsed : null;
}
