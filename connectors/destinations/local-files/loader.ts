import type { Batch, StreamPlan, WriteResult } from "@/connectors/sdk";
import type { Block, Blocks, BlockTarget } from "@/connectors/sdk/files/write/blocks";
import { openBlocks, type BlockResources } from "@/connectors/sdk/files/write/open-blocks";
import type { FileFormat } from "./config";
import { PartFile } from "./part-file";
import type { FeedState, Part } from "./state";

export interface Parts {
  /** The part that a checkpoint knows last, to go on with. */
  known: Part | undefined;
  /** Where the next part begins; null where there is one only. */
  limits: { bytes: number; rows: number } | null;
  /** A new part, in this format where the run has one already. */
  blank(number: number, format?: FileFormat): Part;
  fileOf(part: Part): string;
  engine: BlockResources["engine"];
}

/** Puts the rows of one stream into its part, or into several where these have a limit. */
export class Loader implements BlockTarget {
  private blocks: Blocks | null = null;
  /** Full, and not yet known to be committed. */
  private sealed: { out: PartFile; part: Part }[] = [];

  private constructor(
    private readonly parts: Parts,
    private readonly requireTurn: () => void,
    private out: PartFile,
    private part: Part,
  ) {}

  /**
   * Goes on with the part that a checkpoint knows, in its format, or begins a new one. `requireTurn` throws where
   * another writer has the file now; it is called right before every write.
   */
  static async open(plan: StreamPlan, parts: Parts, requireTurn: () => void): Promise<Loader> {
    const { known } = parts;
    const part = known ? { ...known, segments: [...known.segments] } : parts.blank(0);
    const out = await PartFile.open(parts.fileOf(part), part.bytes, requireTurn);
    const loader = new Loader(parts, requireTurn, out, part);
    loader.blocks = await openBlocks(plan, part.format, loader, {
      scratchFile: () => Promise.resolve(`${parts.fileOf(part)}.group`),
      engine: parts.engine,
    });
    if (!known) await loader.begin();
    return loader;
  }

  add(batch: Batch): Promise<WriteResult> {
    return this.encoded.add(batch);
  }

  /** Makes all that was added durable, and gives the parts as a checkpoint may vouch for them. */
  async settle(): Promise<Part[]> {
    await this.encoded.flush();
    await this.out.sync();
    this.part.bytes = this.out.bytes;
    return [...this.sealed.map(({ part }) => part), { ...this.part, segments: [...this.part.segments] }];
  }

  /** A checkpoint vouches for the full parts now. */
  async releaseSealed(): Promise<void> {
    for (const { out } of this.sealed.splice(0)) await out.close();
  }

  /** Drops what `stored`, if it is known, does not vouch for. The next writer would cut it off too. */
  async close(stored: FeedState | null): Promise<void> {
    await this.blocks?.close();
    for (const { out, part } of [...this.sealed, { out: this.out, part: this.part }]) {
      try {
        if (!stored) continue;
        const known = stored.parts.find(({ name }) => name === part.name);
        out.discardFrom(known?.bytes ?? null);
      } catch {
        continue;
      } finally {
        await out.close();
      }
    }
  }

  room(): number {
    const { limits } = this.parts;
    if (limits === null) return Infinity;
    return this.isFull() ? limits.rows : limits.rows - this.part.rows;
  }

  isBare(): boolean {
    return this.out.bytes === 0;
  }

  async put({ data, rows }: Block): Promise<void> {
    if (this.isFull()) await this.beginNext();
    this.append(data);
    this.part.rows += rows;
    if (this.part.format.format_type === "Parquet") this.part.segments.push(this.out.bytes);
  }

  private get encoded(): Blocks {
    if (!this.blocks) throw new Error(`${this.out.file} is not ready to be written.`);
    return this.blocks;
  }

  private isFull(): boolean {
    const { limits } = this.parts;
    return limits !== null && (this.out.bytes >= limits.bytes || this.part.rows >= limits.rows);
  }

  private async beginNext(): Promise<void> {
    await this.out.sync();
    this.part.bytes = this.out.bytes;
    const part = this.parts.blank(this.part.number + 1, this.part.format);
    const out = await PartFile.open(this.parts.fileOf(part), 0, this.requireTurn);
    this.sealed.push({ out: this.out, part: this.part });
    this.out = out;
    this.part = part;
    await this.begin();
  }

  private async begin(): Promise<void> {
    const head = await this.encoded.head();
    if (head.length > 0) this.append(head);
    this.part.headerBytes = this.out.bytes;
  }

  private append(data: Uint8Array): void {
    this.requireTurn();
    this.out.append(data);
  }
}
