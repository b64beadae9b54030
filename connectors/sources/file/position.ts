import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { RestartFeedError, type Json, type Position } from "@/connectors/sdk";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";

/** The rows before `offset` were given; it counts decompressed bytes of the version of the file that `file` names. */
const positionSchema = z.union([
  z.object({ done: z.literal(true) }),
  z.object({ done: z.literal(false), file: z.json(), offset: z.int().min(1), rows: z.int().min(0) }),
]);

export type FilePosition = z.output<typeof positionSchema>;
export type OpenPosition = Extract<FilePosition, { done: false }>;

export function parsePosition(position: Position | null): FilePosition | null {
  return position === null ? null : parseStoredPosition(positionSchema, position);
}

/** An offset means nothing in another version of the file. */
export function requireSameFile(position: OpenPosition, identity: Json): void {
  if (isDeepStrictEqual(position.file, identity)) return;
  throw new RestartFeedError(`The file was changed after ${position.rows} rows of it had been read.`);
}
