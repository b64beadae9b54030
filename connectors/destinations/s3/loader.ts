import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Change, Quarantined, RowsBatch, StreamPlan, Value, WriteResult } from "@/connectors/sdk";
import { createLineFormat, type LineFormat } from "@/connectors/sdk/files/write/lines";
import type { ObjectBuilder } from "./object-builder";
import type { StoredObject } from "./state";

/** So much text is written at once, and compressed as one member of a gzip file. */
const charactersPerBlock = 1024 * 1024;

export interface LoaderOptions {
  plan: StreamPlan;
  limits: { bytes: number; rows: number };
  /** A run has at least one object, so that an empty source is an empty table. */
  isFirst: boolean;
  begin(number: number): ObjectBuilder;
  firstNumber: number;
}

/** Turns the batches of one stream into objects. */
export class Loader {
  private readonly lines: LineFormat;
  private readonly isCompressed: boolean;
  private readonly sealed: StoredObject[] = [];
  private current: ObjectBuilder | null = null;
  private texts: string[] = [];
  private characters = 0;
  private waitingRows = 0;
  private number: number;

  constructor(
    private readonly options: LoaderOptions,
    format: StoredObject["format"],
  ) {
    this.lines = createLineFormat(options.plan, format);
    this.isCompressed = format.compression === "gzip";
    this.number = options.firstNumber;
  }

  async add({ rows, changes }: RowsBatch): Promise<WriteResult> {
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    for (const [index, row] of rows.entries()) {
      const own = [...(changes?.get(index) ?? [])];
      const line = this.encode(row, own);
      if (typeof line !== "string") {
        result.quarantined.push(line);
        continue;
      }
      this.texts.push(line);
      this.characters += line.length;
      this.waitingRows++;
      result.written++;
      result.changed += own.length;
      const isFull = (this.current?.rows ?? 0) + this.waitingRows >= this.options.limits.rows;
      if (isFull || this.characters >= charactersPerBlock) await this.flush();
    }
    return result;
  }

  /** Makes all that was added durable, and gives the objects as a checkpoint may vouch for them. */
  async settle(): Promise<StoredObject[]> {
    await this.flush();
    if (!this.current && this.sealed.length === 0 && this.options.isFirst) await this.begin();
    return this.current ? [...this.sealed, await this.current.settle()] : [...this.sealed];
  }

  private async flush(): Promise<void> {
    if (this.texts.length > 0) {
      const text = this.texts.join("");
      const rows = this.waitingRows;
      this.texts = [];
      this.characters = this.waitingRows = 0;
      const object = this.current ?? (await this.begin());
      await object.append(await this.pack(text));
      object.countRows(rows);
    }
    const { limits } = this.options;
    if (!this.current || (this.current.bytes < limits.bytes && this.current.rows < limits.rows)) return;
    await this.current.seal();
    this.sealed.push(await this.current.settle());
    this.current = null;
  }

  /** An empty gzip file is none, so there is always one member. */
  private async begin(): Promise<ObjectBuilder> {
    const object = this.options.begin(this.number++);
    this.current = object;
    const { header } = this.lines;
    if (header !== "" || this.isCompressed) await object.append(await this.pack(header));
    return object;
  }

  private async pack(text: string): Promise<Uint8Array> {
    const plain = Buffer.from(text, "utf8");
    return this.isCompressed ? promisify(gzip)(plain) : plain;
  }

  private encode(row: Value[], changes: Change[]): string | Quarantined {
    try {
      return this.lines.encode(row, changes);
    } catch (error) {
      // The longest text that JavaScript has is half a gigabyte.
      if (!(error instanceof RangeError)) throw error;
      return { row: null, reason: `The row is longer than a line can be: ${error.message}.` };
    }
  }
}
