import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Change, Quarantined, RowsBatch, StreamPlan, Value, WriteResult } from "@/connectors/sdk";
import { createLineFormat, type LineFormat } from "@/connectors/sdk/files/write/lines";
import { PartFile } from "./part-file";
import type { FeedState, Part } from "./state";

/** So much text is written at once, and compressed as one member of a gzip file. */
const charactersPerBlock = 1024 * 1024;

/** Turns the batches of one stream into lines of its part. */
export class Loader {
  private lines: string[] = [];
  private characters = 0;

  private constructor(
    private readonly format: LineFormat,
    private readonly isCompressed: boolean,
    private readonly out: PartFile,
    private part: Part,
    private readonly requireTurn: () => void,
  ) {}

  /**
   * Goes on with the part that a checkpoint knows, in its format, or begins a new one. `requireTurn` throws where
   * another writer has the file now; it is called right before every write.
   */
  static async open(
    plan: StreamPlan,
    { file, known, blank }: { file: string; known: Part | undefined; blank: Part },
    requireTurn: () => void,
  ): Promise<Loader> {
    const part = { ...(known ?? blank) };
    const out = await PartFile.open(file, part.bytes, requireTurn);
    const lines = createLineFormat(plan, part.format);
    const loader = new Loader(lines, part.format.compression === "gzip", out, part, requireTurn);
    if (!known) await loader.begin();
    return loader;
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
      this.lines.push(line);
      this.characters += line.length;
      result.written++;
      result.changed += own.length;
      if (this.characters >= charactersPerBlock) await this.flush();
    }
    this.part.rows += result.written;
    return result;
  }

  /** Makes all that was added durable, and gives the part as a checkpoint may vouch for it. */
  async settle(): Promise<Part> {
    await this.flush();
    await this.out.sync();
    this.part.bytes = this.out.bytes;
    return { ...this.part };
  }

  /** Drops what `stored`, if it is known, does not vouch for. The next writer would cut it off too. */
  close(stored: FeedState | null): void {
    try {
      if (!stored) return;
      const known = stored.parts.find((part) => part.name === this.part.name);
      this.out.discardFrom(known?.bytes ?? null);
    } catch {
      return;
    } finally {
      this.out.close();
    }
  }

  /** An empty gzip file is none, so there is always one member. */
  private async begin(): Promise<void> {
    const { header } = this.format;
    if (header !== "" || this.isCompressed) await this.append(header);
    this.part.headerBytes = this.out.bytes;
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

  private async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const text = this.lines.join("");
    this.lines = [];
    this.characters = 0;
    await this.append(text);
  }

  private async append(text: string): Promise<void> {
    const plain = Buffer.from(text, "utf8");
    const data = this.isCompressed ? await promisify(gzip)(plain) : plain;
    this.requireTurn();
    this.out.append(data);
  }
}
