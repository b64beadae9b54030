import {
  type Batch,
  type Change,
  type Checkpoint,
  type Context,
  type FeedPlan,
  metaColumns,
  metaDocument,
  type QuarantineEntry,
  rowCount,
  type RowsBatch,
  type StreamPlan,
  TransientError,
  type Value,
  type Writer,
  type WriteResult,
} from "@/connectors/sdk";
import { refusalOf } from "@/connectors/sdk/mysql/errors";
import { quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import type { Refusal } from "@/connectors/sdk/quarantine/refusal";
import { partOf, quarantinedRow, siftRows } from "@/connectors/sdk/quarantine/sift";
import { openSession, withSession } from "./client";
import { type MySqlDestinationConfig, tableGrant } from "./config";
import type { Target as LoadTarget } from "./dialects";
import { type EncodeRow, rowColumns, rowEncoder } from "./encode-rows";
import { maxJsonDepth } from "./json-text";
import { extractedAtSql, stageColumns, stageName, tableKey, wayOf } from "./layout";
import { type Loader, openLoader } from "./loader";
import { placeOf, prepareFeed, type Prepared, type Target } from "./prepare";
import { type StateTables, stateTables } from "./own-tables";
import { emptyOfRun, PendingQuarantine } from "./quarantine";
import { newerFence, storeCheckpoint } from "./state";

export async function openWriter(
  config: MySqlDestinationConfig,
  plan: FeedPlan,
  ctx: Context,
): Promise<Writer> {
  const session = await openSession(config, ctx);
  try {
    const prepared = await prepareFeed(await placeOf(session, config), plan, ctx);
    if (prepared.checkpoint === null) await emptyOfRun(session, stateTables(config.database), plan);
    return new MySqlWriter(session, { config, ctx }, plan, prepared);
  } catch (error) {
    await session.close();
    throw await orFenced(error, config, plan, ctx);
  }
}

/** A newer writer ends the sessions of older ones, which looks like a lost connection: it is told apart here. */
async function orFenced(
  error: unknown,
  config: MySqlDestinationConfig,
  plan: FeedPlan,
  ctx: Context,
): Promise<unknown> {
  if (!(error instanceof TransientError)) return error;
  const fenced = await withSession(config, ctx, (session) =>
    newerFence(session, stateTables(config.database), plan),
  ).catch(() => null); // the first error says more than that the server cannot be reached
  return fenced ?? error;
}

/** How rows of one stream are written. */
interface Lane {
  target: Target;
  /** `isDeleting`: rows say that their key is gone. */
  loadTarget(isDeleting: boolean): LoadTarget;
  encodeRow: EncodeRow;
}

/** What a text may hold: it goes through the server's buffers of max_allowed_packet, and must be found again by a reader. */
const maxTextBytes = 256 * 1024 * 1024;

class MySqlWriter implements Writer {
  private readonly tables: StateTables;
  private readonly lanes: Lane[];
  /** The statement under way: one at a time, whatever the number of streams. */
  private loading: { lane: Lane; loader: Loader; isDeleting: boolean } | null = null;
  private inTransaction = false;
  private uncommitted: Record<string, number> = {};
  private readonly pending: PendingQuarantine;
  /** Set by the first failure. Nothing may follow it: a later commit would vouch for rows that are gone. */
  private failure: { error: unknown } | null = null;

  constructor(
    private readonly session: MySqlSession,
    private readonly place: { config: MySqlDestinationConfig; ctx: Context },
    private readonly plan: FeedPlan,
    private readonly prepared: Prepared,
  ) {
    this.tables = stateTables(place.config.database);
    this.pending = new PendingQuarantine(this.tables, plan);
    this.lanes = prepared.targets.map((target) => openLane(target, session));
  }

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.prepared.checkpoint);
  }

  write(stream: number, batch: Batch): Promise<WriteResult> {
    return this.unlessFailed(() => this.take(stream, batch));
  }

  delete(stream: number, keys: unknown[][]): Promise<void> {
    return this.unlessFailed(() => this.takeDeletes(stream, keys));
  }

  quarantine(stream: number, entries: QuarantineEntry[]): Promise<void> {
    return this.unlessFailed(async () => {
      this.pending.add(this.laneOf(stream).target.plan, entries);
      if (this.pending.isFull) await this.flushQuarantine();
    });
  }

  release(ids: string[]): Promise<void> {
    return this.unlessFailed(() => Promise.resolve(this.pending.release(ids)));
  }

  commit(checkpoint: Checkpoint): Promise<void> {
    return this.unlessFailed(() => this.commitAll(checkpoint));
  }

  async close(): Promise<void> {
    await this.session.close();
  }

  private async unlessFailed<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.failure) throw this.failure.error;
    try {
      return await work();
    } catch (error) {
      const { config, ctx } = this.place;
      this.failure = { error: refusalOf(error)?.error ?? (await orFenced(error, config, this.plan, ctx)) };
      throw this.failure.error;
    }
  }

  private async take(stream: number, batch: Batch): Promise<WriteResult> {
    if (rowCount(batch) === 0) return { written: 0, changed: 0, quarantined: [] };
    if (batch.encoding !== "rows") throw new Error(`The MySQL destination takes no ${batch.encoding}.`);
    const lane = this.laneOf(stream);
    return this.plan.careful ? this.writeCarefully(lane, batch) : this.writeRows(lane, batch);
  }

  private async writeRows(lane: Lane, batch: RowsBatch): Promise<WriteResult> {
    const loader = await this.loaderOf(lane, false);
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    const noChanges: Change[] = [];
    await this.session.translated(`Writing to ${lane.target.label}`, async () => {
      for (const [index, row] of batch.rows.entries()) {
        const encoded = lane.encodeRow(row, batch.changes?.get(index) ?? noChanges);
        if ("quarantined" in encoded) {
          result.quarantined.push(encoded.quarantined);
          continue;
        }
        loader.add(encoded.cells);
        result.written++;
        result.changed += encoded.changed;
        if (loader.isFull()) await loader.flush();
      }
    });
    return result;
  }

  /** A statement takes all of its rows or none: each is tried behind a savepoint, and again in halves where it is refused. */
  private async writeCarefully(lane: Lane, batch: RowsBatch): Promise<WriteResult> {
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    await this.begin();
    await this.endLoading();
    const refused = await siftRows(batch.rows.length, async (from, to) => {
      const taken = await this.attempt(lane, partOf(batch, from, to));
      if ("refusal" in taken) return taken.refusal;
      result.written += taken.written;
      result.changed += taken.changed;
      result.quarantined.push(...taken.quarantined);
      return null;
    });
    const { plan } = lane.target;
    const stage = stageName(plan).name;
    result.quarantined.push(...refused.map((row) => quarantinedRow({ plan, stage }, batch, row)));
    return result;
  }

  private async attempt(lane: Lane, batch: RowsBatch): Promise<WriteResult | { refusal: Refusal }> {
    const doing = `Writing to ${lane.target.label}`;
    await this.session.run(doing, "SAVEPOINT sluice_rows");
    try {
      const result = await this.writeRows(lane, batch);
      await this.endLoading();
      await this.session.run(doing, "RELEASE SAVEPOINT sluice_rows");
      return result;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      this.loading = null;
      await this.session.run(doing, "ROLLBACK TO SAVEPOINT sluice_rows");
      return { refusal };
    }
  }

  private async flushQuarantine(): Promise<void> {
    await this.begin();
    await this.endLoading();
    await this.pending.flush(this.session, this.place.ctx.clock.now());
  }

  private async takeDeletes(stream: number, keys: unknown[][]): Promise<void> {
    const lane = this.laneOf(stream);
    const { plan } = lane.target;
    if (wayOf(plan) !== "deduped" || plan.deletes === "ignore") return; // the table keeps what was
    if (!plan.stream.supports.deletes) throw new Error(`${lane.target.label} was not prepared for deletes.`);
    const loader = await this.loaderOf(lane, true);
    const fields = plan.key.map((key) => plan.columns.find((column) => column.name === key)?.index ?? -1);
    await this.session.translated(`Writing to ${lane.target.label}`, async () => {
      for (const key of keys) {
        const row = new Array<Value>(plan.columns.length).fill(null);
        for (const [index, field] of fields.entries()) row[field] = (key[index] ?? null) as Value;
        const encoded = lane.encodeRow(row, []);
        if ("cells" in encoded) loader.add(encoded.cells);
        if (loader.isFull()) await loader.flush();
      }
    });
  }

  private async commitAll(checkpoint: Checkpoint): Promise<void> {
    await this.begin();
    await this.endLoading();
    if (!this.pending.isEmpty) await this.flushQuarantine();
    const rows = { ...this.prepared.loaded.rows };
    for (const [key, count] of Object.entries(this.uncommitted)) rows[key] = (rows[key] ?? 0) + count;
    const loaded = { ...this.prepared.loaded, rows };
    await storeCheckpoint(this.session, this.tables, this.plan, { checkpoint, loaded });
    await this.session.commit();
    this.inTransaction = false;
    this.prepared.loaded = loaded;
    this.prepared.checkpoint = checkpoint;
    this.uncommitted = {};
  }

  private laneOf(stream: number): Lane {
    const lane = this.lanes[stream];
    if (!lane) throw new Error(`The feed has no stream ${stream}.`);
    return lane;
  }

  private async begin(): Promise<void> {
    if (this.inTransaction) return;
    await this.session.begin("write");
    this.inTransaction = true;
  }

  private async loaderOf(lane: Lane, isDeleting: boolean): Promise<Loader> {
    if (this.loading?.lane === lane && this.loading.isDeleting === isDeleting) return this.loading.loader;
    await this.begin();
    await this.endLoading();
    const { target } = lane;
    const loader = await openLoader({
      session: this.session,
      ctx: this.place.ctx,
      target: lane.loadTarget(isDeleting),
      label: target.label,
      grant: tableGrant(target.plan.table.namespace, this.place.config.username),
      isCareful: this.plan.careful,
    });
    this.loading = { lane, loader, isDeleting };
    return loader;
  }

  private async endLoading(): Promise<void> {
    if (!this.loading) return;
    const { lane, loader, isDeleting } = this.loading;
    this.loading = null;
    const rows = await loader.end();
    if (isDeleting) return;
    const key = tableKey(lane.target.plan.table);
    this.uncommitted[key] = (this.uncommitted[key] ?? 0) + rows;
  }
}

function openLane(target: Target, session: MySqlSession): Lane {
  const { plan, slots } = target;
  const { isMariaDb, maxAllowedPacket } = session.server;
  const limits = {
    maxBytes: Math.min(maxTextBytes, maxAllowedPacket - 64 * 1024),
    maxJsonDepth: maxJsonDepth(isMariaDb),
  };
  const hasDeletes = wayOf(plan) === "deduped" && plan.stream.supports.deletes;
  return {
    target,
    encodeRow: rowEncoder(plan, slots, limits),
    loadTarget: (isDeleting) => ({
      table: target.table,
      columns: rowColumns(plan).map((name) => ({ name, isBytes: slots.get(name)?.as === "binary" })),
      constants: new Map([
        ...constantsOf(plan),
        ...(hasDeletes ? [[stageColumns.deleted, isDeleting ? "1" : "0"] as const] : []),
      ]),
      fallback: { column: metaColumns.meta, sql: quoteLiteral(metaDocument(plan.syncId)) },
    }),
  };
}

function constantsOf(plan: StreamPlan): [string, string][] {
  return [
    [metaColumns.extractedAt, extractedAtSql(plan)],
    [metaColumns.generationId, String(plan.generation)],
  ];
}
