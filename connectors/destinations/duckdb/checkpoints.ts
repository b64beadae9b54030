import {
  FencedError,
  type Checkpoint,
  type FeedPlan,
  type Finished,
  type StreamPlan,
} from "@/connectors/sdk";
import type { DuckdbConfig } from "./config";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { quote } from "@/connectors/sdk/duckdb/names";
import { qualify } from "./layout";

/**
 * What the destination knows besides the rows, in two tables of the default schema:
 *
 * - `_sluice_checkpoints`: for each feed the highest fence, its last checkpoint, and the tables it fills.
 * - `_sluice_finished`: for each table the last sync that was made visible, and what `finish` returned then; and the same
 *   of the last repair.
 *
 * Neither has an index: they are as small as the list of feeds, and only one session at a time changes them. All
 * methods belong into a transaction, the first into its beginning.
 */
export class Checkpoints {
  private readonly checkpoints: string;
  private readonly finished: string;

  constructor(
    private readonly session: Session,
    private readonly config: DuckdbConfig,
  ) {
    const inSchema = (name: string) => qualify(session, { namespace: config.schema, name });
    this.checkpoints = inSchema("_sluice_checkpoints");
    this.finished = inSchema("_sluice_finished");
  }

  async prepare(): Promise<void> {
    const { session } = this;
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${quote(session.catalog)}.${quote(this.config.schema)}`);
    await session.run(
      `CREATE TABLE IF NOT EXISTS ${this.checkpoints} (connection_id VARCHAR, feed_id VARCHAR, fence BIGINT, tables JSON, checkpoint JSON)`,
    );
    await session.run(
      `CREATE TABLE IF NOT EXISTS ${this.finished} (connection_id VARCHAR, "namespace" VARCHAR, "name" VARCHAR, sync_id BIGINT, "rows" BIGINT, superseded BIGINT)`,
    );
    for (const column of ["deleted", "versions", "generation"])
      await session.run(`ALTER TABLE ${this.finished} ADD COLUMN IF NOT EXISTS ${column} BIGINT`);
    await session.run(`ALTER TABLE ${this.finished} ADD COLUMN IF NOT EXISTS is_repair BOOLEAN`);
  }

  /** Makes `plan.fence` the highest and gives the checkpoint that is stored. FencedError where a higher one is known. */
  async raiseFence(plan: FeedPlan): Promise<Checkpoint | null> {
    const { session } = this;
    const feed = [plan.connectionId, plan.feedId];
    const tables = JSON.stringify(plan.streams.map(tableKey));
    const fence = BigInt(plan.fence);
    const [row] = await session.rows(
      `SELECT fence, checkpoint::VARCHAR FROM ${this.checkpoints} WHERE connection_id = $1 AND feed_id = $2`,
      feed,
    );
    if (!row) {
      await session.run(
        `INSERT INTO ${this.checkpoints} (connection_id, feed_id, fence, tables) VALUES ($1, $2, $3, $4)`,
        [...feed, fence, tables],
      );
      return null;
    }
    if (Number(row[0]) > plan.fence) throw fenced(plan, Number(row[0]));
    await session.run(
      `UPDATE ${this.checkpoints} SET fence = $3, tables = $4 WHERE connection_id = $1 AND feed_id = $2`,
      [...feed, fence, tables],
    );
    return parseCheckpoint(row[1]);
  }

  /** FencedError where the fence is not `plan`'s any more. */
  async store(plan: FeedPlan, checkpoint: Checkpoint): Promise<void> {
    const { session } = this;
    const updated = await session.rows(
      `UPDATE ${this.checkpoints} SET checkpoint = $4 WHERE connection_id = $1 AND feed_id = $2 AND fence = $3 RETURNING 1`,
      [plan.connectionId, plan.feedId, BigInt(plan.fence), JSON.stringify(checkpoint)],
    );
    if (updated.length === 1) return;
    const current = await session.number(
      `SELECT fence FROM ${this.checkpoints} WHERE connection_id = $1 AND feed_id = $2`,
      [plan.connectionId, plan.feedId],
    );
    throw fenced(plan, current);
  }

  /** The feeds that fill the stream's table, with the run that last committed to each; null where none did. */
  async feedsOf(plan: StreamPlan): Promise<{ feedId: string; syncId: number | null }[]> {
    const rows = await this.session.rows(
      `SELECT feed_id, tables::VARCHAR, checkpoint::VARCHAR FROM ${this.checkpoints} WHERE connection_id = $1 ORDER BY feed_id`,
      [plan.connectionId],
    );
    return rows
      .filter(([, tables]) => (JSON.parse(String(tables)) as string[]).includes(tableKey(plan)))
      .map(([feedId, , checkpoint]) => ({
        feedId: String(feedId),
        syncId: parseCheckpoint(checkpoint)?.syncId ?? null,
      }));
  }

  async findFinished(plan: StreamPlan): Promise<Finished | null> {
    const [row] = await this.session.rows(
      `SELECT "rows", superseded, deleted, versions FROM ${this.finished} WHERE ${ofKind(plan)} AND sync_id = $4`,
      [...tableValues(plan), BigInt(plan.syncId)],
    );
    if (!row) return null;
    const [rows, superseded, deleted = null, versions = null] = row;
    return {
      rows: Number(rows),
      superseded: Number(superseded),
      ...(deleted === null ? {} : { deleted: Number(deleted) }),
      ...(versions === null ? {} : { versions: Number(versions) }),
    };
  }

  async recordFinished(plan: StreamPlan, { rows, superseded, deleted, versions }: Finished): Promise<void> {
    const bigint = (value: number | undefined) => (value === undefined ? null : BigInt(value));
    await this.session.run(`DELETE FROM ${this.finished} WHERE ${ofKind(plan)}`, tableValues(plan));
    await this.session.run(
      `INSERT INTO ${this.finished} (connection_id, "namespace", "name", sync_id, "rows", superseded, deleted, versions, generation, is_repair) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${plan.repairs ?? false})`,
      [
        ...tableValues(plan),
        ...[plan.syncId, rows, superseded, deleted, versions, plan.generation].map(bigint),
      ],
    );
  }

  /** The generation that the table shows: that of the last sync, unless it was rolled back since. */
  async shownGeneration(plan: StreamPlan): Promise<number> {
    return this.session.number(
      `SELECT coalesce(max(generation), 0) FROM ${this.finished} WHERE ${ofSync}`,
      tableValues(plan),
    );
  }

  async setShownGeneration(plan: StreamPlan, generation: number): Promise<void> {
    await this.session.run(`UPDATE ${this.finished} SET generation = $4 WHERE ${ofSync}`, [
      ...tableValues(plan),
      BigInt(generation),
    ]);
  }

  /** The fence stays. */
  async forgetFeed(plan: FeedPlan): Promise<void> {
    await this.session.run(
      `UPDATE ${this.checkpoints} SET checkpoint = NULL WHERE connection_id = $1 AND feed_id = $2`,
      [plan.connectionId, plan.feedId],
    );
  }

  /** Fences stay, so that a writer from before can still not commit. */
  async forget(plan: StreamPlan): Promise<void> {
    for (const { feedId } of await this.feedsOf(plan))
      await this.session.run(
        `UPDATE ${this.checkpoints} SET checkpoint = NULL WHERE connection_id = $1 AND feed_id = $2`,
        [plan.connectionId, feedId],
      );
    await this.session.run(`DELETE FROM ${this.finished} WHERE ${ofTable}`, tableValues(plan));
  }
}

const ofTable = `connection_id = $1 AND "namespace" = $2 AND "name" = $3`;
/** An older version of Sluice knew no repairs. */
const ofSync = `${ofTable} AND is_repair IS NOT TRUE`;

function ofKind({ repairs }: StreamPlan): string {
  return repairs ? `${ofTable} AND is_repair IS TRUE` : ofSync;
}

function tableValues({ connectionId, table }: StreamPlan): string[] {
  return [connectionId, table.namespace, table.name];
}

function tableKey({ table }: StreamPlan): string {
  return JSON.stringify([table.namespace, table.name]);
}

/** What Sluice itself stored; small, and never written by anyone else. */
function parseCheckpoint(text: unknown): Checkpoint | null {
  return typeof text === "string" ? (JSON.parse(text) as Checkpoint) : null;
}

export function fenced(plan: FeedPlan, current: number): FencedError {
  return new FencedError(
    `Another writer has opened the feed ${plan.feedId} (fence ${current}, this one has ${plan.fence}). Nothing that was not committed is kept.`,
    current,
  );
}
