import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  ConfigError,
  continueFrom,
  FencedError,
  type Batch,
  type Checkpoint,
  type Context,
  type FeedPlan,
  type StreamPlan,
  type WriteResult,
  type Writer,
} from "@/connectors/sdk";
import { deleteObject } from "@/connectors/sdk/files/s3/objects";
import { ParquetEngine } from "@/connectors/sdk/files/write/parquet/engine";
import { formatOf, isDocument, type S3Config } from "./config";
import { Layout, tableKey, tailPrefixOf } from "./layout";
import { Loader } from "./loader";
import { ObjectBuilder } from "./object-builder";
import { emptyFeed, readFeed, replaceFeed, type FeedState, type StoredObject } from "./state";
import { discardObjects, sweepFeed } from "./sweep";

const maxTurns = 20;
const bytesPerMegabyte = 1_000_000;

export async function openWriter(config: S3Config, plan: FeedPlan, ctx: Context): Promise<Writer> {
  const layout = new Layout(config, ctx);
  const key = layout.feedState(plan.connectionId, plan.feedId);
  const tables = plan.streams.map((stream) => tableKey(stream.table));
  for (let turn = 1; ; turn++) {
    const read = await readFeed(layout.client, key);
    const stored = read?.state ?? emptyFeed(plan.feedId);
    if (stored.fence > plan.fence || turn > maxTurns) throw fenced(plan, stored.fence);
    const raised: FeedState = { ...stored, fence: plan.fence, writes: stored.writes + 1, tables };
    const etag = await replaceFeed(layout.client, key, read?.etag ?? null, raised);
    if (etag !== null) return new S3Writer(config, layout, plan, { key, etag, state: raised }, ctx);
  }
}

class S3Writer implements Writer {
  private readonly start: Checkpoint | null;
  private loaders: Loader[] | null = null;
  private broken: { error: unknown } | null = null;
  private closed = false;
  private tails = 0;
  private engine: ParquetEngine | null = null;
  private scratchFolder: string | null = null;
  private scratchFiles = 0;

  constructor(
    private readonly config: S3Config,
    private readonly layout: Layout,
    private readonly plan: FeedPlan,
    private readonly stored: { key: string; etag: string; state: FeedState },
    private readonly ctx: Context,
  ) {
    this.start = continueFrom(stored.state.checkpoint, plan);
  }

  async checkpoint(): Promise<Checkpoint | null> {
    await this.requireTurn();
    return this.start;
  }

  async write(stream: number, batch: Batch): Promise<WriteResult> {
    const loader = (await this.readyLoaders())[stream];
    if (!loader) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    return this.orBreak(() => loader.add(batch));
  }

  async delete(): Promise<void> {
    await this.requireTurn();
    throw new ConfigError(
      "The source says that rows are gone, which an object cannot take. Choose another destination, or a full refresh.",
    );
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    const loaders = await this.readyLoaders();
    await this.orBreak(async () => {
      const own: StoredObject[] = [];
      for (const loader of loaders) own.push(...(await loader.settle()));
      const keys = new Set(own.map(({ key }) => key));
      const others = this.stored.state.objects.filter(({ key }) => !keys.has(key));
      const objects = [...others, ...own];
      const held = new Set(objects.map(({ uploadId }) => uploadId));
      const uploads = this.stored.state.uploads.filter(({ uploadId }) => !held.has(uploadId));
      const before = this.stored.state.objects.flatMap(({ tail }) => tail ?? []);
      await this.save({ ...this.stored.state, checkpoint, objects, uploads });
      const kept = new Set(objects.map(({ tail }) => tail));
      for (const tail of before) if (!kept.has(tail)) await deleteObject(this.layout.client, tail);
    });
  }

  /** What was not committed is removed by the next writer, because a commit that threw may have been kept. */
  async close(): Promise<void> {
    this.closed = true;
    this.engine?.stop();
    for (const loader of this.loaders ?? []) await loader.close();
    await this.engine?.close();
    if (this.scratchFolder !== null) await rm(this.scratchFolder, { recursive: true, force: true });
    this.loaders = this.engine = this.scratchFolder = null;
  }

  private async readyLoaders(): Promise<Loader[]> {
    if (this.closed) throw new Error("The writer is closed.");
    this.ctx.signal.throwIfAborted();
    if (this.broken) throw this.broken.error;
    this.loaders ??= await this.orBreak(() => this.begin());
    return this.loaders;
  }

  private async begin(): Promise<Loader[]> {
    await this.requireTurn();
    const dropped = this.start === null ? this.stored.state.objects : [];
    if (dropped.length > 0) {
      // Forgotten before they are removed.
      await this.save({ ...this.stored.state, checkpoint: null, objects: [] });
      await discardObjects(this.layout, dropped);
    }
    await sweepFeed(this.layout, this.stored.key, this.stored.state);
    if (this.stored.state.uploads.length > 0) await this.save({ ...this.stored.state, uploads: [] });
    const loaders = (this.loaders = [] as Loader[]);
    for (const stream of this.plan.streams) loaders.push(await this.openLoader(stream));
    return loaders;
  }

  private async openLoader(plan: StreamPlan): Promise<Loader> {
    const format = formatOf(this.config);
    const earlier = this.stored.state.objects.filter(
      ({ table, syncId }) => table === tableKey(plan.table) && syncId === plan.syncId,
    );
    return Loader.open({
      plan: isDocument(this.config) ? { ...plan, normalization: "raw" } : plan,
      format,
      limits: {
        bytes: this.config.max_file_megabytes * bytesPerMegabyte,
        rows: this.config.max_file_rows ?? Infinity,
      },
      isFirst: earlier.length === 0 && plan.stream.mode === "full_refresh",
      firstNumber: Math.max(-1, ...earlier.map(({ number }) => number)) + 1,
      begin: (number) => this.beginObject(plan, number),
      resources: {
        scratchFile: () => this.scratchFile(),
        engine: () => this.openEngine(),
      },
    });
  }

  private async openEngine(): Promise<ParquetEngine> {
    this.engine ??= await ParquetEngine.open(this.ctx);
    return this.engine;
  }

  private async scratchFile(): Promise<string> {
    this.scratchFolder ??= await mkdtemp(path.join(tmpdir(), `sluice-s3-${process.pid}-`));
    return path.join(this.scratchFolder, `${this.scratchFiles++}.parquet`);
  }

  private beginObject(plan: StreamPlan, number: number): ObjectBuilder {
    const format = formatOf(this.config);
    const key = this.layout.objectKey(plan, { feedId: this.plan.feedId, partNumber: number }, format);
    const { syncId, table } = plan;
    return new ObjectBuilder({
      client: this.layout.client,
      blank: {
        ...{ table: tableKey(table), syncId, key, number, format },
        ...{ uploadId: null, parts: [], tail: null, bytes: 0, rows: 0 },
      },
      noteUpload: (uploadId) =>
        this.save({ ...this.stored.state, uploads: [...this.stored.state.uploads, { key, uploadId }] }),
      nextTail: () => `${tailPrefixOf(this.stored.key)}${this.plan.fence}-${this.tails++}`,
    });
  }

  private async save(state: FeedState): Promise<void> {
    const next = { ...state, writes: this.stored.state.writes + 1 };
    const etag = await replaceFeed(this.layout.client, this.stored.key, this.stored.etag, next);
    if (etag === null) {
      const current = (await readFeed(this.layout.client, this.stored.key))?.state.fence ?? 0;
      throw fenced(this.plan, current);
    }
    this.stored.etag = etag;
    this.stored.state = next;
  }

  /** After an error nobody knows what arrived, so nothing more may be committed. */
  private async orBreak<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.broken = { error };
      throw error;
    }
  }

  private async requireTurn(): Promise<void> {
    if (this.closed) throw new Error("The writer is closed.");
    const current = (await readFeed(this.layout.client, this.stored.key))?.state.fence ?? 0;
    if (current > this.plan.fence) throw fenced(this.plan, current);
  }
}

function fenced(plan: FeedPlan, current: number): FencedError {
  return new FencedError(
    `Another writer has opened the feed ${plan.feedId} (fence ${current}, this one has ${plan.fence}). Nothing that was not committed is kept.`,
    current,
  );
}
