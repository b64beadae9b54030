import {
  continueFrom,
  ConfigError,
  metaColumns,
  type Batch,
  type Checkpoint,
  type Context,
  type FeedPlan,
  type QuarantineEntry,
  type StreamPlan,
  type TableName,
  type Value,
  type WriteResult,
  type Writer,
} from "@/connectors/sdk";
import { Checkpoints, fenced } from "./checkpoints";
import { Session } from "@/connectors/sdk/duckdb/client";
import { prepareFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { describeTable, planTable, requireOurs } from "./evolve";
import { quote } from "@/connectors/sdk/duckdb/names";
import { isStagedOtherwise } from "@/connectors/sdk/naming/fit-columns";
import {
  arrivalColumn,
  extractedAt,
  finalColumns,
  loadingTable,
  qualify,
  stageColumns,
  type TableColumn,
} from "./layout";
import { Loader } from "./loader";
import { PendingQuarantine } from "./quarantine";

export async function openWriter(config: DuckdbConfig, plan: FeedPlan, ctx: Context): Promise<Writer> {
  const session = await Session.open(await prepareFile(config.destination_path, ctx), ctx);
  try {
    const columns = plan.streams.reduce((sum, stream) => sum + stageColumns(stream).length, 0);
    await session.reserveMemory(columns);
    const checkpoints = new Checkpoints(session, config);
    const quarantined = new PendingQuarantine(session, config, plan);
    const start = await session.alone(async () => {
      const continued = await session.transaction(async () => {
        await checkpoints.prepare();
        const found = await checkpoints.raiseFence(plan);
        if (plan.anew) await beginAnew(session, checkpoints, plan);
        const checkpoint = plan.anew
          ? null
          : await continuable(session, plan, continueFrom(found, plan), ctx);
        await quarantined.prepare(checkpoint === null);
        return checkpoint;
      });
      session.fences.set(fenceKey(plan), plan.fence);
      return continued;
    });
    return new DuckdbWriter(session, { checkpoints, quarantined }, plan, start, ctx);
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** In the open transaction: the checkpoint, or null where rows that it vouches for cannot be merged as they are staged. */
async function continuable(
  session: Session,
  plan: FeedPlan,
  checkpoint: Checkpoint | null,
  ctx: Context,
): Promise<Checkpoint | null> {
  if (checkpoint === null) return null;
  for (const stream of plan.streams.filter(({ write }) => write === "deduped")) {
    const staged = await describeTable(session, loadingTable(stream, plan.feedId));
    const names = (columns: TableColumn[]) => columns.map(({ name }) => name);
    if (staged.kind !== "table" || !isStagedOtherwise(names(staged.columns), names(stageColumns(stream))))
      continue;
    const { namespace, name } = stream.table;
    ctx.log(
      "warn",
      `The columns of ${namespace}.${name} changed since rows were staged: its feed is read from the start.`,
    );
    return null;
  }
  return checkpoint;
}

class DuckdbWriter implements Writer {
  private loaders: Loader[] | null = null;
  /** The statement that is running; the next one waits for it, and so do `commit` and `close`. */
  private inserting: Promise<void> = Promise.resolve();
  /** Whose rows it inserts. */
  private insertingFor: Loader | null = null;
  private inTransaction = false;
  private closed = false;

  constructor(
    private readonly session: Session,
    private readonly tables: { checkpoints: Checkpoints; quarantined: PendingQuarantine },
    private readonly plan: FeedPlan,
    private readonly start: Checkpoint | null,
    private readonly ctx: Context,
  ) {}

  async checkpoint(): Promise<Checkpoint | null> {
    this.requireTurn();
    return Promise.resolve(this.start);
  }

  async write(stream: number, batch: Batch): Promise<WriteResult> {
    const loader = await this.loaderOf(stream);
    const result = await loader.add(batch);
    await this.makeRoom(loader);
    return result;
  }

  async delete(stream: number, keys: unknown[][]): Promise<void> {
    if (this.plan.streams[stream]?.write !== "deduped")
      throw new ConfigError(
        `The source says that rows of ${this.plan.streams[stream]?.table.name ?? stream} are gone, which only a deduplicated table can take. Choose the sync mode incremental deduped for it.`,
      );
    if (this.plan.streams[stream]?.deletes === "ignore") return;
    const loader = await this.loaderOf(stream);
    loader.addDeletions(keys as Value[][]);
    await this.makeRoom(loader);
  }

  async quarantine(stream: number, entries: QuarantineEntry[]): Promise<void> {
    this.requireTurn();
    const { quarantined } = this.tables;
    const plan = this.plan.streams[stream];
    if (!plan) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    quarantined.add(plan, entries);
    if (!quarantined.isFull) return;
    await this.inserting;
    await this.begin();
    await quarantined.flush(this.ctx.clock.now());
  }

  async release(ids: string[]): Promise<void> {
    this.requireTurn();
    return Promise.resolve(this.tables.quarantined.release(ids));
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    for (const loader of await this.readyLoaders()) await this.insertAll(loader);
    await this.session.alone(async () => {
      this.requireTurn();
      await this.begin();
      if (!this.tables.quarantined.isEmpty) await this.tables.quarantined.flush(this.ctx.clock.now());
      await this.tables.checkpoints.store(this.plan, checkpoint);
      this.inTransaction = false;
      await this.session.run("COMMIT");
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.session.interrupt();
    await this.inserting.catch(() => undefined);
    for (const loader of this.loaders ?? []) loader.close();
    await this.session.rollBack();
    await this.session.close();
  }

  private async loaderOf(stream: number): Promise<Loader> {
    const loader = (await this.readyLoaders())[stream];
    if (!loader) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    return loader;
  }

  private async readyLoaders(): Promise<Loader[]> {
    this.requireTurn();
    this.ctx.signal.throwIfAborted();
    this.loaders ??= await this.session.alone(() => this.prepareTables());
    return this.loaders;
  }

  /** Sees to it that a statement inserts what is ready, and waits while too much is. */
  private async makeRoom(loader: Loader): Promise<void> {
    while (loader.isReady) {
      await this.keepInserting(loader);
      if (!loader.isFull) return;
      await loader.whenTaken();
    }
  }

  private async insertAll(loader: Loader): Promise<void> {
    await this.inserting;
    while (loader.hasWaiting) {
      await this.keepInserting(loader);
      await this.inserting;
    }
  }

  /** One statement runs while the next batches are encoded; a failure shows at the next call. */
  private async keepInserting(loader: Loader): Promise<void> {
    if (this.insertingFor === loader) return;
    await this.inserting;
    await this.begin();
    this.insertingFor = loader;
    this.inserting = loader.insert().finally(() => {
      this.insertingFor = null;
      loader.wake();
    });
    this.inserting.catch(() => undefined);
  }

  private async begin(): Promise<void> {
    if (this.inTransaction) return;
    await this.session.run("BEGIN");
    this.inTransaction = true;
  }

  /** Tables are made before the first transaction of rows: a new column or an empty stage does no harm to anyone. */
  private async prepareTables(): Promise<Loader[]> {
    const loaders: Loader[] = [];
    for (const stream of this.plan.streams) loaders.push(await this.prepareTable(stream));
    return loaders;
  }

  private async prepareTable(stream: StreamPlan): Promise<Loader> {
    const { session } = this;
    const table = loadingTable(stream, this.plan.feedId);
    if (stream.write !== "append") await checkFinalTable(session, stream);
    if (stream.write !== "append" && this.start === null)
      await session.run(`DROP TABLE IF EXISTS ${qualify(session, table)}`);
    const change = planTable(session, table, await describeTable(session, table), stageColumns(stream));
    await session.transaction(async () => {
      for (const statement of change.statements) await session.run(statement);
    });
    const arrivals = stream.write === "deduped" ? await countArrivals(session, table) : 0;
    return Loader.start(session, stream, table, arrivals);
  }

  /** Only writers of this process can have come between, because no other can hold the file meanwhile. */
  private requireTurn(): void {
    if (this.closed) throw new Error("The writer is closed.");
    const current = this.session.fences.get(fenceKey(this.plan)) ?? this.plan.fence;
    if (current > this.plan.fence) throw fenced(this.plan, current);
  }
}

/** In the open transaction: what the run has loaded for the feed goes together with its checkpoint. */
async function beginAnew(session: Session, checkpoints: Checkpoints, plan: FeedPlan): Promise<void> {
  for (const stream of plan.streams) {
    const table = loadingTable(stream, plan.feedId);
    const name = qualify(session, table);
    if ((await describeTable(session, table)).kind === "none") continue;
    if (stream.write !== "append") await session.run(`DROP TABLE ${name}`);
    else await session.run(`DELETE FROM ${name} WHERE ${ofRun(stream)}`);
  }
  await checkpoints.forgetFeed(plan);
}

/** By the run's number and its instant together: another connection may fill the same table. */
function ofRun(stream: StreamPlan): string {
  const syncId = `json_extract_string(${quote(metaColumns.meta)}, '$.sync_id') = '${stream.syncId}'`;
  return `${quote(metaColumns.extractedAt)} = ${extractedAt(stream)} AND ${syncId}`;
}

/** What `finish` would refuse is refused before hours of loading. */
async function checkFinalTable(session: Session, stream: StreamPlan): Promise<void> {
  const existing = await describeTable(session, stream.table);
  if (stream.write === "overwrite") requireOurs(stream.table, existing);
  else planTable(session, stream.table, existing, finalColumns(stream));
}

async function countArrivals(session: Session, stage: TableName): Promise<number> {
  return session.number(
    `SELECT coalesce(max(${quote(arrivalColumn)}) + 1, 0) FROM ${qualify(session, stage)}`,
  );
}

export function fenceKey({ connectionId, feedId }: { connectionId: string; feedId: string }): string {
  return `${connectionId} ${feedId}`;
}
