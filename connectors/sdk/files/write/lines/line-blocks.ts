import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Batch, Change, Quarantined, StreamPlan, Value, WriteResult } from "@/connectors/sdk";
import type { Blocks, BlockTarget } from "../blocks";
import type { LinesFormat } from "../format";
import { createLineFormat, type LineFormat } from "./line-format";

/** So much text is put at once, and compressed as one member of a gzip file. */
const charactersPerBlock = 1024 * 1024;

/** Blocks of lines of text. */
export class LineBlocks implements Blocks {
  private readonly format: LineFormat;
  private readonly isCompressed: boolean;
  private lines: string[] = [];
  private characters = 0;

  constructor(
    plan: StreamPlan,
    format: LinesFormat,
    private readonly target: BlockTarget,
  ) {
    this.format = createLineFormat(plan, format);
    this.isCompressed = format.compression === "gzip";
  }

  /** An empty gzip file is none, so there is always one member. */
  async head(): Promise<Uint8Array> {
    const { header } = this.format;
    return header === "" && !this.isCompressed ? new Uint8Array(0) : this.pack(header);
  }

  async add(batch: Batch): Promise<WriteResult> {
    if (batch.encoding !== "rows")
      throw new Error(`Lines were given a batch as ${batch.encoding}, which they do not name.`);
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    for (const [index, row] of batch.rows.entries()) {
      const own = [...(batch.changes?.get(index) ?? [])];
      const line = this.encode(row, own);
      if (typeof line !== "string") {
        result.quarantined.push(line);
        continue;
      }
      this.lines.push(line);
      this.characters += line.length;
      result.written++;
      result.changed += own.length;
      if (this.characters >= charactersPerBlock || this.lines.length >= this.target.room())
        await this.flush();
    }
    return result;
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const text = this.lines.join("");
    const rows = this.lines.length;
    this.lines = [];
    this.characters = 0;
    await this.target.put({ data: await this.pack(text), rows });
  }

  async close(): Promise<void> {
    this.lines = [];
    return Promise.resolve();
  }

  private async pack(text: string): Promise<Uint8Array> {
    const plain = Buffer.from(text, "utf8");
    return this.isCompressed ? promisify(gzip)(plain) : plain;
  }

  private encode(row: Value[], changes: Change[]): string | Quarantined {
    try {
      return this.format.encode(row, changes);
    } catch (error) {
      // The longest text that JavaScript has is half a gigabyte.
      if (!(error instanceof RangeError)) throw error;
      return { row: null, reason: `The row is longer than a line can be: ${error.message}.` };
    }
  }
}
