import { estimateRowBytes, type Batch } from "../batch";
import type { Context } from "../context";
import type { TupleBlock } from "../postgres/copy-out";
import { headerLength } from "../postgres/tuples";
import type { ReadEvent } from "../source";
import type { Change, Value } from "../values";
import type { OpenFile, Place } from "./format";

const maxBatchBytes = 1024 * 1024;
/** Less than what is read of a text at once, so that the first rows are soon durable. */
const firstStepBytes = 128 * 1024;
const longestStepBytes = 32 * 1024 * 1024;

/** To be raised where the same file would come as other rows, or with places behind others: positions name it. */
export const readingVersion = 1;

/** What reading a file tells: batches, an estimate at the start, and places that vouch for every batch before them. */
export type FileEvent = ReadEvent | { type: "place"; place: Place };

export interface RowsToRead {
  from: Place;
  maxRows: number;
  /**
   * There is a place whenever so much time has gone by, too: for files of which nobody promises that they are read
   * identically, and which may come slowly.
   */
  placeEveryMs?: number;
  /** Changes a row before it is given, for columns that are the same in the whole file. */
  finish?(row: Value[]): void;
}

/**
 * Reads an open file to its end. Places come after 128 kB, at four times as much, and so on, at most every 32 MB, where the file can
 * tell them. They and the rows are the same whenever it is read on from the same place, unless places go by the clock, too.
 */
export async function* readRows(
  file: OpenFile,
  { from, maxRows, placeEveryMs = Infinity, finish }: RowsToRead,
  ctx: Context,
): AsyncGenerator<FileEvent> {
  let rows = from.rows;
  let nextPlace = placeBehind(from.offset, file);
  let lastMs = ctx.clock.now();
  let isFirst = true;
  const batch = new RowBatch();
  for await (const piece of file.pieces) {
    ctx.signal.throwIfAborted();
    const ahead = isFirst ? piece.rowsAhead() : null;
    if (ahead !== null) yield { type: "estimate", stream: 0, rows: ahead };
    isFirst = false;
    if (piece.tuples) {
      if (!batch.isEmpty) yield batch.take();
      yield tupleBatch(piece.tuples);
      rows += piece.count;
    }
    for (let index = 0; !piece.tuples && index < piece.count && rows < maxRows; index++, rows++) {
      batch.add((changes) => piece.row(index, changes), finish);
      if (batch.bytes >= maxBatchBytes) yield batch.take();
    }
    if (rows >= maxRows) break;
    const offset = piece.count === 0 || file.identity === null ? null : piece.offset();
    const isDue = offset !== null && (offset >= nextPlace || ctx.clock.now() - lastMs >= placeEveryMs);
    if (!isDue) continue;
    if (!batch.isEmpty) yield batch.take();
    yield { type: "place", place: { offset, rows } };
    nextPlace = placeBehind(offset, file);
    lastMs = ctx.clock.now();
  }
  if (!batch.isEmpty) yield batch.take();
}

/** The lowest offset that a place behind this one may have. */
function placeBehind(offset: number, { bytesPerOffset }: OpenFile): number {
  const stepBytes = Math.min(longestStepBytes, Math.max(firstStepBytes, 3 * offset * bytesPerOffset));
  return offset + stepBytes / bytesPerOffset;
}

function tupleBatch({ bytes, count, release }: TupleBlock): ReadEvent {
  const batch: Batch = {
    encoding: "pg-copy-binary",
    count,
    chunks: [bytes],
    bytes: bytes.length - count * headerLength,
    ...(release ? { release } : {}),
  };
  return { type: "batch", stream: 0, batch };
}

class RowBatch {
  bytes = 0;
  private rows: Value[][] = [];
  private changes = new Map<number, Change[]>();
  private spare: Change[] = [];

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  add(convert: (changes: Change[]) => Value[], finish?: (row: Value[]) => void): void {
    const row = convert(this.spare);
    finish?.(row);
    if (this.spare.length > 0) {
      this.changes.set(this.rows.length, this.spare);
      this.spare = [];
    }
    this.rows.push(row);
    this.bytes += estimateRowBytes(row);
  }

  take(): ReadEvent {
    const { rows, bytes, changes } = this;
    this.rows = [];
    this.bytes = 0;
    this.changes = new Map();
    return {
      type: "batch",
      stream: 0,
      batch: { encoding: "rows", rows, bytes, ...(changes.size > 0 ? { changes } : {}) },
    };
  }
}
