import { readFile, rm } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import {
  metaColumns,
  metaDocument,
  rowCount,
  type Batch,
  type StreamPlan,
  type WriteResult,
} from "@/connectors/sdk";
import { BatchEncoder, slotsOf, type SourceColumn } from "../../../duckdb/batch-encoder";
import { Feed } from "../../../duckdb/feed";
import { quote, quoteText } from "../../../duckdb/names";
import type { Blocks, BlockTarget } from "../blocks";
import type { ParquetFormat } from "../format";
import type { ParquetEngine } from "./engine";
import { parquetTypeOf } from "./types";

/** A row group; as many rows as DuckDB's own have, fewer where they are long. */
const rowsPerGroup = 122_880;
const bytesPerGroup = 24 * 1024 * 1024;

export interface ParquetOptions {
  format: ParquetFormat;
  /** Where each row group is written before it is put; removed afterwards. */
  scratchFile: string;
  engine: ParquetEngine;
}

/**
 * Blocks that are Parquet files of one row group each; see ParquetFooters. While DuckDB compresses one of them, the next
 * one is encoded.
 */
export class ParquetBlocks implements Blocks {
  private writing: Promise<void> = Promise.resolve();
  private waiting = { rows: 0, bytes: 0 };

  private constructor(
    private readonly plan: StreamPlan,
    private readonly options: ParquetOptions,
    private readonly target: BlockTarget,
    private readonly feed: Feed,
    private readonly encoder: BatchEncoder,
  ) {}

  static async open(plan: StreamPlan, options: ParquetOptions, target: BlockTarget): Promise<ParquetBlocks> {
    const columns = plan.columns.map(({ field, index, type }): SourceColumn => {
      const isFinite = type.kind === "date" || type.kind === "timestamp";
      return { field, index, type, isFinite, slot: parquetTypeOf(type).slot };
    });
    const feed = await Feed.register(options.engine.connection, slotsOf(plan, columns, false));
    return new ParquetBlocks(plan, options, target, feed, new BatchEncoder(plan, columns, feed, null));
  }

  head(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(0));
  }

  async add(batch: Batch): Promise<WriteResult> {
    const result: WriteResult = { written: rowCount(batch), changed: 0, quarantined: [] };
    for (const { rows, bytes, changed } of this.encoder.encode(batch, () => this.room())) {
      result.changed += changed;
      this.waiting.rows += rows;
      this.waiting.bytes += bytes;
      if (this.room() <= 0 || this.waiting.bytes >= bytesPerGroup) await this.beginGroup();
      else await setImmediate();
    }
    return result;
  }

  async flush(): Promise<void> {
    await this.writing;
    if (this.waiting.rows > 0 || this.target.isBare()) await this.beginGroup();
    await this.writing;
  }

  async close(): Promise<void> {
    await this.writing.catch(() => undefined);
    this.feed.close();
  }

  private room(): number {
    return Math.min(rowsPerGroup, this.target.room()) - this.waiting.rows;
  }

  /** Where files are limited in rows, how many the next one takes is known when this one is put. */
  private async beginGroup(): Promise<void> {
    await this.writing;
    const { rows } = this.waiting;
    this.waiting = { rows: 0, bytes: 0 };
    this.writing = this.writeGroup(rows);
    this.writing.catch(() => undefined);
    if (this.target.room() !== Infinity) await this.writing;
  }

  private async writeGroup(rows: number): Promise<void> {
    const { engine, scratchFile, format } = this.options;
    const { hasChanges } = this.encoder;
    this.feed.begin(hasChanges, "what waits");
    const copy = `COPY (${this.selection(hasChanges)}) TO ${quoteText(scratchFile)}`;
    const settings = `FORMAT parquet, COMPRESSION ${codecOf(format)}, ROW_GROUP_SIZE ${rowsPerGroup}`;
    try {
      await engine.run(`${copy} (${settings})`, scratchFile);
      await this.target.put({ data: await readFile(scratchFile), rows });
    } finally {
      await rm(scratchFile, { force: true });
    }
  }

  private selection(hasChanges: boolean): string {
    const { plan } = this;
    const meta = quoteText(metaDocument(plan.syncId));
    const values: [name: string, value: string][] = [
      [metaColumns.rawId, "c0"],
      [metaColumns.extractedAt, `make_timestamptz(${plan.extractedAtMs * 1000})`],
      [metaColumns.meta, hasChanges ? `coalesce(c1::VARCHAR, ${meta})` : meta],
      [metaColumns.generationId, `${plan.generation}::BIGINT`],
    ];
    if (plan.normalization === "raw") values.push([metaColumns.data, "c2::VARCHAR"]);
    else
      for (const [index, { name, type }] of plan.columns.entries())
        values.push([name, `c${index + 2}::${parquetTypeOf(type).sql}`]);
    return `SELECT ${values.map(([name, value]) => `${value} AS ${quote(name)}`).join(", ")} FROM ${this.feed.name}()`;
  }
}

function codecOf({ compression_codec: codec }: ParquetFormat): string {
  return codec === "LZ4" ? "lz4_raw" : codec.toLowerCase();
}
