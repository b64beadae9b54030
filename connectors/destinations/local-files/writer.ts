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
import { ParquetEngine } from "@/connectors/sdk/files/write/parquet/engine";
import { limitsOf, type LocalFilesConfig } from "./config";
import { makeFolder, syncFolder } from "./disk";
import { Layout, tableKey } from "./layout";
import { Loader } from "./loader";
import {
  readFeed,
  readFeedNow,
  sweepDrafts,
  sweepParts,
  writeFeed,
  type FeedState,
  type Part,
} from "./state";
import { inTurn } from "./turns";

export async function openWriter(config: LocalFilesConfig, plan: FeedPlan, ctx: Context): Promise<Writer> {
  const layout = await Layout.of(config, ctx);
  await makeFolder(layout.hidden);
  const file = layout.feedState(plan.connectionId, plan.feedId);
  const state = await inTurn(file, async () => {
    const stored = await readFeed(file);
    if (stored && stored.fence > plan.fence) throw fenced(plan, stored.fence);
    const tables = plan.streams.map((stream) => tableKey(stream.table));
    const { feedId, fence } = plan;
    const raised = { checkpoint: null, parts: [], ...stored, feedId, fence, tables };
    await sweepDrafts(layout, file);
    await writeFeed(file, raised);
    return raised;
  });
  return new LocalFilesWriter(config, layout, file, plan, state, ctx);
}

class LocalFilesWriter implements Writer {
  private readonly start: Checkpoint | null;
  private loaders: Loader[] | null = null;
  private engine: ParquetEngine | null = null;
  private broken: { error: unknown } | null = null;
  private closed = false;

  constructor(
    private readonly config: LocalFilesConfig,
    private readonly layout: Layout,
    private readonly stateFile: string,
    private readonly plan: FeedPlan,
    private state: FeedState,
    private readonly ctx: Context,
  ) {
    this.start = continueFrom(state.checkpoint, plan);
  }

  async checkpoint(): Promise<Checkpoint | null> {
    this.requireTurn();
    return Promise.resolve(this.start);
  }

  async write(stream: number, batch: Batch): Promise<WriteResult> {
    const loader = (await this.readyLoaders())[stream];
    if (!loader) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    return this.orBreak(() => loader.add(batch));
  }

  async delete(): Promise<void> {
    this.requireTurn();
    return Promise.reject(
      new ConfigError(
        "The source says that rows are gone, which a file cannot take. Choose another destination, or a full refresh.",
      ),
    );
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    const loaders = await this.readyLoaders();
    await this.orBreak(async () => {
      const parts: Part[] = [];
      for (const loader of loaders) parts.push(...(await loader.settle()));
      const names = new Set(parts.map((part) => part.name));
      const others = this.state.parts.filter((part) => !names.has(part.name));
      await inTurn(this.stateFile, async () => {
        this.requireTurn();
        const state = { ...this.state, checkpoint, parts: [...others, ...parts] };
        await writeFeed(this.stateFile, state);
        this.state = state;
      });
      for (const loader of loaders) await loader.releaseSealed();
    });
  }

  async close(): Promise<void> {
    const stored = this.loaders && this.storedIfMine();
    this.closed = true;
    this.engine?.stop();
    for (const loader of this.loaders ?? []) await loader.close(stored);
    await this.engine?.close();
    this.loaders = this.engine = null;
  }

  private async readyLoaders(): Promise<Loader[]> {
    this.requireTurn();
    this.ctx.signal.throwIfAborted();
    if (this.broken) throw this.broken.error;
    this.loaders ??= await this.orBreak(() => this.openParts());
    return this.loaders;
  }

  private async openParts(): Promise<Loader[]> {
    if (this.start === null) await this.forgetParts();
    this.requireTurn();
    await sweepParts(this.layout, this.stateFile, this.state);
    const loaders = (this.loaders = [] as Loader[]);
    for (const stream of this.plan.streams) loaders.push(await this.openLoader(stream));
    await syncFolder(this.layout.hidden);
    return loaders;
  }

  private openLoader(stream: StreamPlan): Promise<Loader> {
    const own = this.state.parts.filter(
      ({ table, syncId }) => table === tableKey(stream.table) && syncId === stream.syncId,
    );
    const [known] = own.sort((one, other) => other.number - one.number);
    return Loader.open(
      stream,
      {
        known,
        limits: limitsOf(this.config),
        blank: (number, format) => this.blankPart(stream, number, format),
        fileOf: ({ name }) => path.join(this.layout.hidden, name),
        engine: () => this.openEngine(),
      },
      () => this.requireTurn(),
    );
  }

  private async openEngine(): Promise<ParquetEngine> {
    this.engine ??= await ParquetEngine.open(this.ctx);
    return this.engine;
  }

  private blankPart(stream: StreamPlan, number: number, format = this.config.format): Part {
    return {
      name: this.layout.partName(this.stateFile, stream, number),
      table: tableKey(stream.table),
      syncId: stream.syncId,
      format,
      file: this.layout.finalFile(stream, format, limitsOf(this.config) && number),
      bytes: 0,
      number,
      headerBytes: 0,
      rows: 0,
      segments: [],
    };
  }

  /** What earlier runs loaded and never finished is forgotten before it is removed. */
  private async forgetParts(): Promise<void> {
    await inTurn(this.stateFile, async () => {
      this.requireTurn();
      this.state = { ...this.state, checkpoint: null, parts: [] };
      await writeFeed(this.stateFile, this.state);
    });
  }

  /** After an error nobody knows what of the uncommitted rows is in the file, so nothing more may be committed. */
  private async orBreak<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.broken = { error };
      throw error;
    }
  }

  /** Looks at the state at once, without giving way to anyone, so that what follows at once is fenced too. */
  private requireTurn(): void {
    if (this.closed) throw new Error("The writer is closed.");
    const current = readFeedNow(this.stateFile)?.fence ?? 0;
    if (current > this.plan.fence) throw fenced(this.plan, current);
  }

  /** A commit that threw may have been kept all the same, so that only what is stored tells what may go. */
  private storedIfMine(): FeedState | null {
    try {
      const stored = readFeedNow(this.stateFile);
      return stored && stored.fence <= this.plan.fence ? stored : null;
    } catch {
      return null;
    }
  }
}

function fenced(plan: FeedPlan, current: number): FencedError {
  return new FencedError(
    `Another writer has opened the feed ${plan.feedId} (fence ${current}, this one has ${plan.fence}). Nothing that was not committed is kept.`,
    current,
  );
}
