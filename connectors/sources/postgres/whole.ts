import {
  type Encoding,
  type Position,
  type ReadEvent,
  RestartFeedError,
  streamLabel,
} from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { toBatch } from "./batches";
import { selectGrant } from "./check";
import { type Heap, lookAtHeap, requireSamePrefix } from "./heap";
import { heapPositionSchema, type HeapPosition } from "./position";
import type { Pace } from "./read";
import type { Selection } from "./select";

export interface WholeReading {
  session: PgSession;
  selection: Selection;
  encoding: Encoding;
  pace: Pace;
  username: string;
  /** No checkpoint before the end, whatever the size. */
  isAtOneGo: boolean;
}

/**
 * The whole table. Where its rows lie in a heap it is read range by range, with a checkpoint after each: after a
 * failure, reading goes on there, provided that what was read is still what is there. Otherwise it is read at one go.
 */
export async function* readWhole(
  reading: WholeReading,
  position: Position | null,
): AsyncGenerator<ReadEvent> {
  const { session, selection } = reading;
  const heap = reading.isAtOneGo ? null : await lookAtHeap(session, selection);
  const start = parseHeapPosition(position)?.heap ?? null;
  if (start && !heap) throw new RestartFeedError("it can no longer be read in parts.");
  if (heap && start) await requireSamePrefix(session, selection, heap, start);
  yield* estimate(selection);
  if (heap) yield* readRanges(reading, heap, start);
  else yield* copyRows(reading, []);
  yield { type: "checkpoint", position: null, complete: true };
}

/** All in one snapshot. The last range has no end, so that the table may grow meanwhile. */
async function* readRanges(
  reading: WholeReading,
  heap: Heap,
  start: HeapPosition["heap"] | null,
): AsyncGenerator<ReadEvent> {
  const { rangeBlocks } = reading.pace;
  let rows = start?.rows ?? 0;
  let from = start?.nextBlock ?? 0;
  for (; from + rangeBlocks < heap.blocks; from += rangeBlocks) {
    const nextBlock = from + rangeBlocks;
    for await (const event of copyRows(reading, inBlocks(from, nextBlock))) {
      rows += event.batch.encoding === "rows" ? event.batch.rows.length : event.batch.count;
      yield event;
    }
    const { file, columns, snapshot } = heap;
    const reached = { file, columns, horizon: String(snapshot.horizon), nextBlock, rows };
    yield { type: "checkpoint", position: { version: 1, heap: reached }, fragile: true };
  }
  yield* copyRows(reading, inBlocks(from, null));
}

/** SQL: rows of the blocks [from, to); all where neither bounds them. */
export function inBlocks(from: number, to: number | null): string[] {
  return [...(from > 0 ? [`ctid >= '(${from},0)'`] : []), ...(to === null ? [] : [`ctid < '(${to},0)'`])];
}

/** Rows for which all conditions hold. */
export async function* copyRows(
  { session, selection, encoding, pace, username }: WholeReading,
  conditions: string[],
): AsyncGenerator<Extract<ReadEvent, { type: "batch" }>> {
  const { filter, types, relation, stream } = selection;
  const what = copiedWhat(selection, filter ? [...conditions, filter] : conditions);
  const sql = `COPY ${what} TO STDOUT (FORMAT binary)`;
  const doing = `Reading ${streamLabel(stream)}`;
  const grant = selectGrant(relation.schema, username);
  for await (const block of session.copyOut(doing, sql, pace.blockBytes, grant))
    yield { type: "batch", stream: 0, batch: toBatch(block, types, encoding) };
}

/** The table itself where that says the same: the server then spares itself a tenth of the work. */
function copiedWhat({ expressions, table, mappings, relation }: Selection, conditions: string[]): string {
  const isWhole = conditions.length === 0 && mappings.length > 0;
  if (isWhole && relation.isCopyable && mappings.every(({ isDirect }) => isDirect))
    return `${table} (${expressions})`;
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
  return `(SELECT ${expressions} FROM ${table}${where})`;
}

export function* estimate({ filter, relation: { rows, bytes } }: Selection): Generator<ReadEvent> {
  if (rows === null || filter !== null) return;
  yield { type: "estimate", stream: 0, rows, ...(bytes ? { bytes } : {}) };
}

function parseHeapPosition(position: Position | null): HeapPosition | null {
  if (position === null) return null;
  const parsed = heapPositionSchema.safeParse(position);
  if (parsed.success) return parsed.data;
  throw new RestartFeedError("its stored position is not one of a full refresh.", { cause: parsed.error });
}
