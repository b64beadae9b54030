import {
  estimateRowBytes,
  type Change,
  type Context,
  type Feed,
  type Position,
  type ReadEvent,
  type Value,
} from "@/connectors/sdk";
import type { FileConfig } from "./config";
import { withFormat } from "./format";
import { locate } from "./location";
import { parsePosition, requireSameFile, type FilePosition, type OpenPosition } from "./position";
import { openReading, start, type Reading, type RowPiece } from "@/connectors/sdk/files/rows/reading";
import type { Converter, Format } from "@/connectors/sdk/files/rows/table";

const maxBatchBytes = 1024 * 1024;
const msPerCheckpoint = 2000;
const done: FilePosition = { done: true };

export async function* readFile(
  config: FileConfig,
  feed: Feed,
  position: Position | null,
  ctx: Context,
): AsyncIterable<ReadEvent> {
  const stored = parsePosition(position);
  if (!stored?.done) yield* withFormat(config, (format) => readRows(config, format, feed, stored, ctx));
  yield { type: "checkpoint", position: done, complete: true };
}

async function* readRows<Raw>(
  config: FileConfig,
  format: Format<Raw>,
  feed: Feed,
  stored: OpenPosition | null,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const fields = feed.streams[0]?.fields ?? [];
  const reading = await openReading(locate(config), format, stored ?? start, ctx);
  try {
    if (stored) requireSameFile(stored, reading.content.identity);
    let converter: Converter<Raw> | null = null;
    let rows = stored?.rows ?? 0;
    let vouchedAtMs = ctx.clock.now();
    const batch = new RowBatch();
    for await (const piece of reading.pieces) {
      ctx.signal.throwIfAborted();
      if (!converter) {
        converter = reading.table.createConverter(fields, reading.decoder);
        yield* estimate(reading, piece, stored?.offset ?? 0);
      }
      for (const raw of piece.rows) {
        if (rows >= format.maxRows) break;
        batch.add(converter, raw);
        rows++;
        if (batch.bytes >= maxBatchBytes) yield batch.take();
      }
      if (rows >= format.maxRows) break;
      const offset = ctx.clock.now() - vouchedAtMs < msPerCheckpoint ? null : piece.offset();
      if (offset === null || reading.content.identity === null) continue;
      if (!batch.isEmpty) yield batch.take();
      const vouched: FilePosition = { done: false, file: reading.content.identity, offset, rows };
      yield { type: "checkpoint", position: vouched };
      vouchedAtMs = ctx.clock.now();
    }
    if (!batch.isEmpty) yield batch.take();
    const names = converter?.leftOut() ?? [];
    if (names.length > 0) ctx.log("info", "The file has more than the fields that were chosen.", { names });
  } finally {
    await reading.close();
  }
}

/** How many rows are still to come, judged by how long the first ones are. */
function* estimate<Raw>({ content }: Reading<Raw>, first: RowPiece<Raw>, from: number): Generator<ReadEvent> {
  const offset = first.offset();
  if (content.size === null || offset === null || offset <= from) return;
  const bytes = content.size - from;
  yield {
    type: "estimate",
    stream: 0,
    rows: Math.round((bytes / (offset - from)) * first.rows.length),
    bytes,
  };
}

class RowBatch {
  bytes = 0;
  private rows: Value[][] = [];
  private changes = new Map<number, Change[]>();
  private spare: Change[] = [];

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  add<Raw>(converter: Converter<Raw>, raw: Raw): void {
    const row = converter.convert(raw, this.spare);
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
