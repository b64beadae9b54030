import { z } from "zod";
import { ConfigError, type Feed, type Position, type ReadEvent, streamLabel } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import { copyRows, type WholeReading } from "./whole";

/**
 * A feed's part of a table: the rows whose key lies from the first bound on and below the last. null is no bound. A
 * key alone says to which range its row belongs, in every snapshot.
 */
const keyRangeSchema = z.object({
  column: z.string(),
  /** Pieces, each read by a statement of its own, lie between neighbours. */
  bounds: z.array(z.string().nullable()).min(2),
  /** Of all the table's pieces; for progress only. */
  share: z.number(),
});

export type KeyRange = z.output<typeof keyRangeSchema>;

/** Rows below `below` have been read. */
const positionSchema = z.object({ version: z.literal(1), range: z.object({ below: z.string() }) });

/** At most `pieces` - 1 values that part the rows into equal shares. */
export function pickBounds(histogram: string[], pieces: number): string[] {
  const shares = histogram.length - 1;
  const picked = Array.from({ length: Math.min(pieces, shares) - 1 }, (_, index) =>
    Math.round(((index + 1) * shares) / Math.min(pieces, shares)),
  );
  return [...new Set(picked.flatMap((at) => histogram[at] ?? []))];
}

/** Ranges without a gap between them, at most `parts`, open at both ends. */
export function groupBounds(column: string, bounds: string[], parts: number): KeyRange[] {
  const all = [null, ...bounds, null];
  const pieces = all.length - 1;
  const count = Math.min(parts, pieces);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.round((index * pieces) / count);
    const to = Math.round(((index + 1) * pieces) / count);
    return { column, bounds: all.slice(from, to + 1), share: (to - from) / pieces };
  });
}

export function parseKeyRange(part: Feed["part"]): KeyRange {
  return keyRangeSchema.parse(part);
}

/** Reads the pieces one after the other in one snapshot, with a checkpoint after each. */
export async function* readKeyRange(
  reading: WholeReading,
  { column, bounds, share }: KeyRange,
  position: Position | null,
): AsyncGenerator<ReadEvent> {
  const first = position === null ? 0 : pieceAfter(reading, bounds, position);
  const { rows } = reading.selection.relation;
  if (rows !== null) yield { type: "estimate", stream: 0, rows: Math.round(rows * share) };
  for (let piece = first; piece < bounds.length - 1; piece++) {
    const [from = null, below = null] = [bounds[piece], bounds[piece + 1]];
    if (piece > first && from !== null)
      yield { type: "checkpoint", position: { version: 1, range: { below: from } } };
    yield* copyRows(reading, between(quoteIdentifier(column), from, below));
  }
  yield { type: "checkpoint", position: null, complete: true };
}

function pieceAfter(reading: WholeReading, bounds: (string | null)[], position: Position): number {
  const parsed = positionSchema.safeParse(position);
  const piece = parsed.success ? bounds.indexOf(parsed.data.range.below) : -1;
  if (piece >= 0) return piece;
  throw new ConfigError(
    `The stored position of ${streamLabel(reading.selection.stream)} is not one of this range of its key. Sync it again.`,
    { cause: parsed.error },
  );
}

function between(key: string, from: string | null, below: string | null): string[] {
  return [
    ...(from === null ? [] : [`${key} >= ${quoteLiteral(from)}`]),
    ...(below === null ? [] : [`${key} < ${quoteLiteral(below)}`]),
  ];
}
