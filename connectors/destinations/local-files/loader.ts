import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Change, Quarantined, RowsBatch, StreamPlan, Value, WriteResult } from "@/connectors/sdk";
import { createLineFormat, type LineFormat } from "@/connectors/sdk/files/write/lines";
import { PartFile } from "./part-file";
import type { FeedState, Part } from "./state";

/** So much text is written at once, and compressed as one member of a gzip file. */
const charactersPerBlock = 1024 * 1024;

export interface Parts {
  /** The part that a checkpoint knows last, to go on with. */
  known: Part | undefined;
  /** Where the next part begins; null where there is one only. */
  limits: { bytes: number; rows: number } | null;
  blank(number: number): Part;
  fileOf(part: Part): string;
}

/** Turns the batches of one stream into lines of its part, or of several where these have a limit. */
export class Loader {
  private lines: string[] = [];
  private characters = 0;
  private waitingRows = 0;
  /** Full, and not yet known to be committed. */
  private sealed: { out: PartFile; part: Part }[] = [];

  private constructor(
    private readonly plan: StreamPlan,
    private readonly parts: Parts,
    private readonly requireTurn: () => void,
    private format: LineFormat,
    private out: PartFile,
    private part: Part,
  ) {}

  /**
   * Goes on with the part that a checkpoint knows, in its format, or begins a new one. `requireTurn` throws where
   * another writer has the file now; it is called right before every write.
   */
  static async open(plan: StreamPlan, parts: Parts, requireTurn: () => void): Promise<Loader> {
    const { known } = parts;
    const part = { ...(known ?? parts.blank(0)) };
    const out = await PartFile.open(parts.fileOf(part), part.bytes, requireTurn);
    const loader = new Loader(plan, parts, requireTurn, createLineFormat(plan, part.format), out, part);
    if (!known) await loader.begin();
    return loader;
  }

  async add({ rows, changes }: RowsBatch): Promise<WriteResult> {
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    const maxRows = this.parts.limits?.rows ?? Infinity;
    for (const [index, row] of rows.entries()) {
      const own = [...(changes?.get(index) ?? [])];
      const line = this.encode(row, own);
      if (typeof line !== "string") {
        result.quarantined.push(line);
        continue;
      }
      if (this.isFull()) await this.beginNext();
      this.lines.push(line);
      this.characters += line.length;
      this.waitingRows++;
      result.written++;
      result.changed += own.length;
      if (this.characters >= charactersPerBlock || this.part.rows + this.waitingRows >= maxRows)
        await this.flush();
    }
    return result;
  }

  /** Makes all that was added durable, and gives the parts as a checkpoint may vouch for them. */
  async settle(): Promise<Part[]> {
    await this.flush();
    await this.out.sync();
    this.part.bytes = this.out.bytes;
    return [...this.sealed.map(({ part }) => part), { ...this.part }];
  }

  /** A checkpoint vouches for the full parts now. */
  releaseSealed(): void {
    for (const { out } of this.sealed.splice(0)) out.close();
  }

  /** Drops what `stored`, if it is known, does not vouch for. The next writer would cut it off too. */
  close(stored: FeedState | null): void {
    for (const { out, part } of [...this.sealed, { out: this.out, part: this.part }]) {
      try {
        if (!stored) continue;
        const known = stored.parts.find(({ name }) => name === part.name);
        out.discardFrom(known?.bytes ?? null);
      } catch {
        continue;
      } finally {
        out.close();
      }
    }
  }

  private isFull(): boolean {
    const { limits } = this.parts;
    return limits !== null && (this.out.bytes >= limits.bytes || this.part.rows >= limits.rows);
  }

  private async beginNext(): Promise<void> {
    await this.flush();
    await this.out.sync();
    this.part.bytes = this.out.bytes;
    const part = this.parts.blank(this.part.number + 1);
    const out = await PartFile.open(this.parts.fileOf(part), 0, this.requireTurn);
    this.sealed.push({ out: this.out, part: this.part });
    this.out = out;
    this.part = part;
    this.format = createLineFormat(this.plan, part.format);
    await this.begin();
  }

  /** An empty gzip file is none, so there is always one member. */
  private async begin(): Promise<void> {
    const { header } = this.format;
    if (header !== "" || this.part.format.compression === "gzip") await this.append(header);
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
    const rows = this.waitingRows;
    this.lines = [];
    this.characters = this.waitingRows = 0;
    await this.append(text);
    this.part.rows += rows;
  }

  private async append(text: string): Promise<void> {
    const plain = Buffer.from(text, "utf8");
    const data = this.part.format.compression === "gzip" ? await promisify(gzip)(plain) : plain;
    this.requireTurn();
    this.out.append(data);
  }
}
