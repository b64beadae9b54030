import {
  type Batch,
  type Change,
  type Checkpoint,
  ConfigError,
  type Context,
  type FeedPlan,
  type PgCopyBinaryBatch,
  type QuarantineEntry,
  rowCount,
  type RowsBatch,
  TransientError,
  type Value,
  type Writer,
  type WriteResult,
} from "@/connectors/sdk";
import type { CopyIn } from "@/connectors/sdk/postgres/copy-in";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { refusalOf } from "@/connectors/sdk/postgres/errors";
import { countMessages } from "@/connectors/sdk/postgres/tuples";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { isWireType, type WireType } from "@/connectors/sdk/postgres/wire-types";
import { inTransaction, markWriting, openSession, withSession, writerName } from "./client";
import { writeCarefully } from "./careful";
import type { PostgresDestinationConfig } from "./config";
import { copyFrames, openFrames } from "./encode-frames";
import { type EncodeRow, rowEncoder } from "./encode-rows";
import { constantColumns, finalColumns, stageColumns, tableKey, wayOf } from "./layout";
import { createTarget, prepareFeed, type Prepared, type Target } from "./prepare";
import { PendingQuarantine } from "./quarantine";
import { addConstants } from "./stage";
import { newerFence, type StateTables, stateTables, storeCheckpoint } from "./state";
import { Tail } from "./tail";
import { framesFit } from "./values";

export async function openWriter(
  config: PostgresDestinationConfig,
  plan: FeedPlan,
  ctx: Context,
): Promise<Writer> {
  const session = await openSession(config, ctx, writerName(plan));
  try {
    const prepared = await prepareFeed(session, config.schema, plan, ctx);
    return new PostgresWriter(session, { config, ctx }, plan, prepared);
  } catch (error) {
    await session.close();
    throw await orFenced(error, config, plan, ctx);
  }
}

/** A newer writer ends the sessions of older ones, which looks like a lost connection: it is told apart here. */
async function orFenced(
  error: unknown,
  config: PostgresDestinationConfig,
  plan: FeedPlan,
  ctx: Context,
): Promise<unknown> {
  if (!(error instanceof TransientError)) return error;
  const fenced = await withSession(config, ctx, (session) =>
    inTransaction(session, () => newerFence(session, stateTables(config.schema), plan)),
  ).catch(() => null); // the first error says more than that the server cannot be reached
  return fenced ?? error;
}

/** How rows of one stream are written: the COPY statement and the encoders that go with it. */
interface Lane {
  target: Target;
  /** `freeze`: the table was made in the open transaction. */
  copySql(freeze: boolean): string;
  tail: Tail;
  encodeRow: EncodeRow;
  /** Set where binary frames can be copied as they are. */
  framesFit: boolean;
}

class PostgresWriter implements Writer {
  private readonly tables: StateTables;
  private readonly lanes: Lane[];
  private readonly arrivals: { next: number };
  /** The COPY under way: one at a time, whatever the number of streams. */
  private copying: { lane: Lane; copy: CopyIn; sent: number } | null = null;
  private inTransaction = false;
  private isFilled = false;
  /** Tables that were made in a transaction of this writer. They take no rows once it has ended. */
  private readonly fresh = new Set<string>();
  private uncommitted: Record<string, number> = {};
  private readonly pending: PendingQuarantine;
  /** Set by the first failure. Nothing may follow it: a later commit would vouch for rows that are gone. */
  private failure: { error: unknown } | null = null;

  constructor(
    private readonly session: PgSession,
    private readonly place: { config: PostgresDestinationConfig; ctx: Context },
    private readonly plan: FeedPlan,
    private readonly prepared: Prepared,
  ) {
    this.tables = stateTables(place.config.schema);
    this.pending = new PendingQuarantine(this.tables, plan);
    this.arrivals = { next: prepared.loaded.arrivals };
    this.lanes = prepared.targets.map((target) => openLane(target, this.arrivals));
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
    if (batch.encoding === "columns") throw new Error("The PostgreSQL destination takes no columns.");
    let lane = this.laneOf(stream);
    if (this.plan.careful) {
      if (!lane.target.hasConstants) lane = await this.giveConstants(stream);
      return this.writeCarefully(lane, batch.encoding === "rows" ? batch : toRows(lane, batch));
    }
    if (batch.encoding === "pg-copy-binary") {
      if (lane.framesFit) return this.writeFrames(lane, batch);
      return this.writeRows(lane, toRows(lane, batch));
    }
    if (!lane.target.hasConstants) lane = await this.giveConstants(stream);
    return this.writeRows(lane, batch);
  }

  private async takeDeletes(stream: number, keys: unknown[][]): Promise<void> {
    const lane = this.laneOf(stream);
    const { plan } = lane.target;
    if (wayOf(plan) !== "deduped" || plan.deletes === "ignore") return; // the table keeps what was
    if (!plan.stream.supports.deletes) throw new Error(`${lane.target.label} was not prepared for deletes.`);
    const copy = await this.copyOf(lane);
    const fields = plan.key.map((key) => plan.columns.find((column) => column.name === key)?.index ?? -1);
    for (const key of keys) {
      const row = new Array<Value>(plan.columns.length).fill(null);
      for (const [index, field] of fields.entries()) row[field] = (key[index] ?? null) as Value;
      lane.tail.deleting = true;
      lane.encodeRow(row, [], copy.buffer);
      lane.tail.deleting = false;
      this.sent(1);
      if (copy.isFull()) await this.session.translated(`Writing to ${lane.target.label}`, () => copy.flush());
    }
  }

  private async commitAll(checkpoint: Checkpoint): Promise<void> {
    await this.begin();
    await this.endCopy();
    if (!this.pending.isEmpty) await this.flushQuarantine();
    const rows = { ...this.prepared.loaded.rows };
    for (const [key, count] of Object.entries(this.uncommitted)) rows[key] = (rows[key] ?? 0) + count;
    const loaded = { ...this.prepared.loaded, rows, arrivals: this.arrivals.next };
    await storeCheckpoint(this.session, this.tables, this.plan, { checkpoint, loaded });
    await this.session.commit();
    this.inTransaction = false;
    this.isFilled = true;
    this.prepared.loaded = loaded;
    this.prepared.checkpoint = checkpoint;
    this.uncommitted = {};
  }

  private async writeFrames(lane: Lane, batch: PgCopyBinaryBatch): Promise<WriteResult> {
    const copy = await this.copyOf(lane);
    const fields = lane.target.plan.columns.length;
    let written = 0;
    await this.session.translated(`Writing to ${lane.target.label}`, async () => {
      for (const chunk of batch.chunks) {
        const cursor = openFrames(chunk);
        while (cursor.offset < chunk.length) {
          written += copyFrames(cursor, fields, lane.tail, copy.buffer, copy.limit);
          if (copy.isFull()) await copy.flush();
        }
      }
    });
    this.sent(written);
    if (written !== batch.count) throw new Error(`A batch of ${batch.count} rows held ${written} tuples.`);
    return { written, changed: 0, quarantined: [] };
  }

  private async writeRows(lane: Lane, batch: RowsBatch): Promise<WriteResult> {
    const copy = await this.copyOf(lane);
    const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
    const noChanges: Change[] = [];
    await this.session.translated(`Writing to ${lane.target.label}`, async () => {
      for (const [index, row] of batch.rows.entries()) {
        const encoded = lane.encodeRow(row, batch.changes?.get(index) ?? noChanges, copy.buffer);
        if ("quarantined" in encoded) result.quarantined.push(encoded.quarantined);
        else {
          result.written++;
          result.changed += encoded.changed;
        }
        if (copy.isFull()) await copy.flush();
      }
    });
    this.sent(result.written);
    return result;
  }

  private async writeCarefully(lane: Lane, batch: RowsBatch): Promise<WriteResult> {
    await this.begin();
    await this.endCopy();
    return writeCarefully(batch, {
      session: this.session,
      plan: lane.target.plan,
      doing: `Writing to ${lane.target.label}`,
      write: async (part) => {
        const result = await this.writeRows(lane, part);
        await this.endCopy();
        return result;
      },
      forget: () => (this.copying = null),
    });
  }

  private async flushQuarantine(): Promise<void> {
    await this.begin();
    await this.endCopy();
    await this.pending.flush(this.session, this.place.ctx.clock.now());
  }

  private laneOf(stream: number): Lane {
    const lane = this.lanes[stream];
    if (!lane) throw new Error(`The feed has no stream ${stream}.`);
    return lane;
  }

  private async begin(): Promise<void> {
    if (this.inTransaction) return;
    await this.session.begin("write", { doing: "Beginning to write", first: [markWriting(this.plan)] });
    this.inTransaction = true;
    // A careful writer must hear of what a deferred constraint refuses while it still knows the row.
    if (this.plan.careful) await this.session.run("Beginning a transaction", "SET CONSTRAINTS ALL IMMEDIATE");
    for (const { target } of this.lanes)
      if (await createTarget(this.session, target)) this.fresh.add(target.table);
  }

  private async copyOf(lane: Lane): Promise<CopyIn> {
    if (this.copying?.lane === lane) return this.copying.copy;
    await this.begin();
    await this.endCopy();
    const freeze = this.fresh.has(lane.target.table);
    if (freeze && this.isFilled)
      throw new Error(`${lane.target.label} gets rows after the only checkpoint of its feed.`);
    const copy = await this.session.copyIn(
      `Writing to ${lane.target.label}`,
      lane.copySql(freeze),
      `GRANT INSERT ON ${lane.target.table}`,
    );
    this.copying = { lane, copy, sent: 0 };
    return copy;
  }

  private sent(rows: number): void {
    if (this.copying) this.copying.sent += rows;
  }

  private async endCopy(): Promise<void> {
    if (!this.copying) return;
    const { lane, copy, sent } = this.copying;
    this.copying = null;
    const rows = await this.session.translated(`Writing to ${lane.target.label}`, () => copy.finish());
    if (rows !== sent) {
      throw new ConfigError(
        `Of ${sent} rows for ${lane.target.label}, the server kept ${rows}: a trigger of the table drops rows. Take it away.`,
      );
    }
    const key = tableKey(lane.target.plan.table);
    this.uncommitted[key] = (this.uncommitted[key] ?? 0) + rows;
  }

  /** Rows may carry changes, which a slim stage has no place for: from here on every row brings its own constants. */
  private async giveConstants(stream: number): Promise<Lane> {
    const lane = this.laneOf(stream);
    await this.begin();
    await this.endCopy();
    await this.session.run(`Widening ${lane.target.label}`, addConstants(lane.target.plan));
    const wider = openLane({ ...lane.target, hasConstants: true }, this.arrivals);
    this.lanes[stream] = wider;
    return wider;
  }
}

function openLane(target: Target, arrivals: { next: number }): Lane {
  const { plan, hasConstants } = target;
  const isMerged = wayOf(plan) === "deduped";
  const deleted = isMerged && plan.stream.supports.deletes;
  const tail = new Tail(plan, { constants: hasConstants, arrival: isMerged, deleted }, arrivals);
  const constants = new Set(constantColumns.map(({ name }) => name));
  const names = finalColumns(plan)
    .map(({ name }) => name)
    .filter((name) => hasConstants || !constants.has(name));
  if (isMerged) names.push(stageColumns.arrival);
  if (deleted) names.push(stageColumns.deleted);
  return {
    target,
    copySql: (freeze) =>
      `COPY ${target.table} (${names.map(quoteIdentifier).join(", ")}) FROM STDIN (FORMAT binary${freeze ? ", FREEZE" : ""})`,
    tail,
    encodeRow: rowEncoder(plan, target.types, tail),
    framesFit:
      plan.normalization === "basic" &&
      plan.columns.every((column, index) => isAligned(column, index, target)),
  };
}

function isAligned(
  column: { name: string; index: number; native?: string },
  index: number,
  target: Target,
): boolean {
  const type = target.types.get(column.name);
  return column.index === index && type !== undefined && framesFit(column.native, type);
}

/** For a table whose columns have become wider than the frames. */
function toRows(lane: Lane, batch: PgCopyBinaryBatch): RowsBatch {
  const types = lane.target.plan.stream.fields.map((field): WireType => {
    if (isWireType(field.native)) return field.native;
    throw new Error(`The field "${field.name}" has no binary form, but came as one.`);
  });
  const rows: Value[][] = [];
  for (const chunk of batch.chunks) {
    const { view } = openFrames(chunk);
    rows.push(...decodeRows({ bytes: chunk, count: countMessages(view) }, types));
  }
  return { encoding: "rows", rows, bytes: batch.bytes };
}
