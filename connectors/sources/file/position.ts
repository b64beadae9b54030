import { z } from "zod";
import { RestartFeedError, type Json, type Position } from "@/connectors/sdk";
import { isVersion } from "@/connectors/sdk/files/format";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

/**
 * The rows before `offset` were given; it counts decompressed bytes of the version of the file that `file` names. `reads` is
 * the key of how it is read; positions of earlier versions lack it.
 */
const positionSchema = z.union([
  z.object({ done: z.literal(true) }),
  z.object({
    done: z.literal(false),
    file: z.json(),
    offset: z.int().min(0),
    rows: z.int().min(0),
    reads: z.string().optional(),
  }),
]);

export type FilePosition = z.output<typeof positionSchema>;
export type OpenPosition = Extract<FilePosition, { done: false }>;

export function parsePosition(position: Position | null): FilePosition | null {
  return position === null ? null : parseStoredPosition(positionSchema, position);
}

/** An offset means nothing in another version of the file, or where it is read in another way. */
export function requireSameFile(position: OpenPosition, now: { file: Json; reads: string }): void {
  const { rows, reads = now.reads } = position;
  if (!isVersion(position.file, now.file))
    throw new RestartFeedError(`The file was changed after ${rows} rows of it had been read.`);
  if (reads !== now.reads)
    throw new RestartFeedError(
      `How the file is read was changed in the source's settings after ${rows} rows of it.`,
    );
}
