import type { Batch, StreamPlan, WriteResult } from "@/connectors/sdk";
import type { Block, Blocks, BlockTarget } from "@/connectors/sdk/files/write/blocks";
import type { WrittenFormat } from "@/connectors/sdk/files/write/format";
import { openBlocks, type BlockResources } from "@/connectors/sdk/files/write/open-blocks";
import type { ObjectBuilder } from "./object-builder";
import type { StoredObject } from "./state";

export interface LoaderOptions {
  plan: StreamPlan;
  format: WrittenFormat;
  limits: { bytes: number; rows: number };
  /** A run has at least one object, so that an empty source is an empty table. */
  isFirst: boolean;
  begin(number: number): ObjectBuilder;
  firstNumber: number;
  resources: BlockResources;
}

/** Puts the rows of one stream into objects. */
export class Loader implements BlockTarget {
  private blocks: Blocks | null = null;
  private readonly sealed: StoredObject[] = [];
  private current: ObjectBuilder | null = null;
  private number: number;

  private constructor(private readonly options: LoaderOptions) {
    this.number = options.firstNumber;
  }

  static async open(options: LoaderOptions): Promise<Loader> {
    const loader = new Loader(options);
    loader.blocks = await openBlocks(options.plan, options.format, loader, options.resources);
    return loader;
  }

  add(batch: Batch): Promise<WriteResult> {
    return this.encoded.add(batch);
  }

  /** Makes all that was added durable, and gives the objects as a checkpoint may vouch for them. */
  async settle(): Promise<StoredObject[]> {
    await this.encoded.flush();
    if (!this.current && this.sealed.length === 0 && this.options.isFirst) {
      await this.begin();
      await this.encoded.flush();
    }
    return this.current ? [...this.sealed, await this.current.settle()] : [...this.sealed];
  }

  /** Drops what is under way. */
  async close(): Promise<void> {
    await this.blocks?.close();
  }

  room(): number {
    return this.options.limits.rows - (this.current?.rows ?? 0);
  }

  isBare(): boolean {
    return this.current?.bytes === 0;
  }

  async put({ data, rows }: Block): Promise<void> {
    const object = this.current ?? (await this.begin());
    await object.append(data);
    object.countRows(rows);
    const { limits } = this.options;
    if (object.bytes < limits.bytes && object.rows < limits.rows) return;
    await object.seal();
    this.sealed.push(await object.settle());
    this.current = null;
  }

  private get encoded(): Blocks {
    if (!this.blocks) throw new Error("The loader is not ready to be given rows.");
    return this.blocks;
  }

  private async begin(): Promise<ObjectBuilder> {
    const object = this.options.begin(this.number++);
    this.current = object;
    const head = await this.encoded.head();
    if (head.length > 0) await object.append(head);
    return object;
  }
}
