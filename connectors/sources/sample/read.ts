import { setImmediate } from "node:timers/promises";
import { estimateRowBytes } from "@/connectors/sdk";
import type { Context, Feed, Position, ReadEvent, Value } from "@/connectors/sdk";
import { findStream } from "./catalog";
import type { SampleConfig } from "./config";
import { startFrom, type SamplePosition } from "./position";
import { rowKey, startPass, type RowKey } from "./random";
import type { Column } from "./streams/stream";

/** Rows of a larger batch outlive the young generation: at 2 MB the rate is half. */
const maxBatchBytes = 1024 * 1024;
const maxRowsPerCheckpoint = 50_000;
/** Any number would do, but another one changes everybody's sample data. */
const defaultSeed = 24_301;

/**
 * Checkpoints come after 1, 2, 4, … times `records_per_slice` rows, at most 50,000: the first rows are soon durable, and a
 * large stream does not commit for every thousand rows. Their places are the same wherever reading begins, as are the rows:
 * the first checkpoint, in front of them, says which version of them that is.
 */
export async function* readSample(
  config: SampleConfig,
  feed: Feed,
  position: Position | null,
  ctx: Context,
): AsyncIterable<ReadEvent> {
  const [selected] = feed.streams;
  if (!selected) return;
  const { stream, columns } = findStream(selected);
  const start = startFrom(config, position, selected.mode, ctx.clock.now());
  const end = Math.max(start.next, stream.size(config.count));
  yield { type: "estimate", stream: 0, rows: end - start.next };

  const pass = startPass(config.seed === -1 ? defaultSeed : config.seed, start.version);
  const keyOf = (index: number) => rowKey(pass, stream.salt, index);
  let next = start.next;
  if (next === 0 && end > 0) yield { type: "checkpoint", position: start };
  for (let due = placeAfter(next, config); next < end;) {
    await setImmediate();
    ctx.signal.throwIfAborted();
    const batch = generateRows(columns, keyOf, next, Math.min(end, due));
    next += batch.rows.length;
    yield { type: "batch", stream: 0, batch: { encoding: "rows", ...batch } };
    if (next < due || next === end) continue;
    yield { type: "checkpoint", position: { ...start, next } };
    due = placeAfter(next, config);
  }
  const passed: SamplePosition = { ...start, next: end, passed: true };
  yield { type: "checkpoint", position: passed, complete: true };
}

/** The number of rows before the next checkpoint. */
function placeAfter(next: number, { records_per_slice: first }: SampleConfig): number {
  const largest = Math.max(maxRowsPerCheckpoint, first);
  let place = 0;
  for (let step = first; place <= next; step = Math.min(step * 2, largest)) {
    if (step === largest) return place + Math.ceil((next + 1 - place) / step) * step;
    place += step;
  }
  return place;
}

/** Rows from `from` on, before `to`, as many as one batch takes. */
function generateRows(
  columns: Column[],
  keyOf: (index: number) => RowKey,
  from: number,
  to: number,
): { rows: Value[][]; bytes: number } {
  const rows: Value[][] = [];
  let bytes = 0;
  for (let index = from; index < to && bytes < maxBatchBytes; index++) {
    const key = keyOf(index);
    const row: Value[] = [];
    for (const column of columns) row.push(column.value(key));
    bytes += estimateRowBytes(row);
    rows.push(row);
  }
  return { rows, bytes };
}
