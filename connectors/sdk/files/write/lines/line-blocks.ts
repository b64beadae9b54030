import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Batch, PgCopyBinaryBatch, RowsBatch, StreamPlan, WriteResult } from "@/connectors/sdk";
import { wireTypesOf } from "../../../duckdb/tuples";
import { decodeRows } from "../../../postgres/decode-rows";
import { countMessages, viewOf } from "../../../postgres/tuples";
import type { Blocks, BlockTarget } from "../blocks";
import type { LinesFormat } from "../format";
import { CsvTuples, isPlainDelimiter } from "./csv-tuples";
import { LineBuffer } from "./line-buffer";
import { createLineFormat, type LineFormat } from "./line-format";
import { putRow } from "./put-row";

/** Blocks of lines of text. */
export class LineBlocks implements Blocks {
  private readonly out = new LineBuffer();
  private readonly format: LineFormat;
  private readonly isCompressed: boolean;
  private readonly tuples: CsvTuples | null;

  constructor(
    private readonly plan: StreamPlan,
    format: LinesFormat,
    private readonly target: BlockTarget,
  ) {
    this.format = createLineFormat(plan, format);
    this.isCompressed = format.compression === "gzip";
    const wires = wireTypesOf(plan);
    const isQuick =
      wires &&
      format.format_type === "CSV" &&
      isPlainDelimiter(format.delimiter) &&
      plan.normalization !== "raw";
    this.tuples = isQuick
      ? new CsvTuples({ plan, wires, format: this.format, delimiter: format.delimiter, out: this.out })
      : null;
  }

  /** An empty gzip file is none, so there is always one member. */
  async head(): Promise<Uint8Array> {
    const { header } = this.format;
    return header === "" && !this.isCompressed ? new Uint8Array(0) : this.pack(Buffer.from(header, "utf8"));
  }

  async add(batch: Batch): Promise<WriteResult> {
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    this.out.maxRows = this.target.room();
    for (const _ of this.lines(batch, result)) await this.flush();
    return result;
  }

  async flush(): Promise<void> {
    const { out } = this;
    if (out.rows > 0) {
      await this.target.put({ data: await this.pack(out.bytes.subarray(0, out.used)), rows: out.rows });
      out.clear();
    }
    out.maxRows = this.target.room();
  }

  async close(): Promise<void> {
    this.out.clear();
    return Promise.resolve();
  }

  /** Puts the lines of a batch; pauses wherever the buffer is full. */
  private *lines(batch: Batch, result: WriteResult): Generator<void> {
    switch (batch.encoding) {
      case "rows":
        return yield* this.rowLines(batch, result);
      case "pg-copy-binary":
        if (this.tuples) return yield* this.tuples.put(batch, result);
        for (const rows of this.rowsOf(batch)) yield* this.rowLines({ rows }, result);
        return;
      case "columns":
        throw new Error(`Lines were given a batch as ${batch.encoding}, which they do not name.`);
    }
  }

  private *rowLines({ rows, changes }: Pick<RowsBatch, "rows" | "changes">, result: WriteResult) {
    const { out, format } = this;
    for (const [index, row] of rows.entries()) {
      putRow(row, [...(changes?.get(index) ?? [])], { out, format, result });
      if (out.isFull) yield;
    }
  }

  private *rowsOf({ chunks }: PgCopyBinaryBatch) {
    const wires = wireTypesOf(this.plan);
    if (!wires) throw new Error("Lines were given frames of fields that have no form in them.");
    for (const bytes of chunks) yield decodeRows({ bytes, count: countMessages(viewOf(bytes)) }, wires);
  }

  private async pack(plain: Uint8Array): Promise<Uint8Array> {
    return this.isCompressed ? promisify(gzip)(plain) : plain;
  }
}
