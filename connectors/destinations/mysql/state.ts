import { createHash } from "node:crypto";
import {
  type Checkpoint,
  FencedError,
  type FeedPlan,
  type FeedState,
  type StreamPlan,
} from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { inTransaction } from "./client";
import { outcomeKey, tableKey, wayOf } from "./layout";
import type { StateTables } from "./own-tables";

/** Rows loaded by one run, by `tableKey`, as the server counted them. Stored with the checkpoint. */
export interface Loaded {
  syncId: number;
  rows: Record<string, number>;
  /** Of which the rows went into a stage. */
  staged: string[];
  /** Set where that is a repair's own stage. */
  repairs?: true;
}

export interface StoredFeed {
  checkpoint: Checkpoint | null;
  loaded: Loaded;
  /** Fences of writers that were opened before and are not known to be gone. */
  older: number[];
}

/** As ids of Sluice's own tables, which are too long for an index. */
export function hashed(...parts: string[]): string {
  return quoteLiteral(createHash("sha256").update(JSON.stringify(parts)).digest("hex"));
}

export const feedKey = (plan: Pick<FeedPlan, "connectionId" | "feedId">) =>
  hashed(plan.connectionId, plan.feedId);
/** Of the last sync of the plan's table, or of its last repair. */
export const targetKey = (plan: Pick<StreamPlan, "connectionId" | "table" | "repairs">) =>
  hashed(plan.connectionId, outcomeKey(plan));

/**
 * Makes `plan.fence` the one that may commit, and returns what is stored. Waits for a commit that is under way.
 * FencedError where a higher fence is stored.
 */
export async function raiseFence(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
): Promise<StoredFeed> {
  const doing = "Raising the fence";
  const fresh = [plan.connectionId, plan.feedId].map(quoteLiteral).join(", ");
  const nothing = quoteLiteral(JSON.stringify(nothingLoaded(plan)));
  await session.run(
    doing,
    `INSERT IGNORE INTO ${tables.checkpoints} (feed, connection, connection_id, feed_id, fence, writers, loaded)
     VALUES (${feedKey(plan)}, ${hashed(plan.connectionId)}, ${fresh}, 0, '[]', ${nothing})`,
  );
  return inTransaction(session, async () => {
    const [row] = await session.query<{
      fence: string;
      writers: string;
      checkpoint: string | null;
      loaded: string | null;
    }>(
      doing,
      `SELECT fence, writers, checkpoint, loaded FROM ${tables.checkpoints} WHERE feed = ${feedKey(plan)} FOR UPDATE`,
    );
    if (!row) throw new Error("The row of the feed is gone right after it was made.");
    if (Number(row.fence) > plan.fence) throw fencedBy(plan, Number(row.fence));
    const older = (JSON.parse(row.writers) as number[]).filter((fence) => fence !== plan.fence);
    await session.run(
      doing,
      `UPDATE ${tables.checkpoints} SET fence = ${plan.fence}, writers = ${quoteLiteral(JSON.stringify([...older, plan.fence]))},
              loaded = COALESCE(loaded, ${nothing}) WHERE feed = ${feedKey(plan)}`,
    );
    return {
      checkpoint: row.checkpoint === null ? null : (JSON.parse(row.checkpoint) as Checkpoint),
      loaded: row.loaded === null ? nothingLoaded(plan) : (JSON.parse(row.loaded) as Loaded),
      older,
    };
  });
}

/** The older writers of the feed are gone. */
export async function forgetOlder(session: MySqlSession, tables: StateTables, plan: FeedPlan): Promise<void> {
  await session.run(
    "Raising the fence",
    `UPDATE ${tables.checkpoints} SET writers = '[${plan.fence}]' WHERE feed = ${feedKey(plan)} AND fence = ${plan.fence}`,
  );
}

export function nothingLoaded(plan: FeedPlan): Loaded {
  return {
    syncId: plan.syncId,
    rows: Object.fromEntries(plan.streams.map((stream) => [tableKey(stream.table), 0])),
    staged: plan.streams
      .filter((stream) => wayOf(stream) !== "append")
      .map((stream) => tableKey(stream.table)),
    ...(plan.streams.some(({ repairs }) => repairs) ? { repairs: true } : {}),
  };
}

/** Stores the checkpoint in the open transaction; FencedError, and nothing stored, where the fence is not ours any more. */
export function storeCheckpoint(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
  stored: { checkpoint: Checkpoint; loaded: Loaded },
): Promise<void> {
  return changeFeed(session, tables, plan, stored);
}

/** The feed begins at its start again, with nothing loaded. In the open transaction, and only while the fence is ours. */
export function forgetCheckpoint(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
  loaded: Loaded,
): Promise<void> {
  return changeFeed(session, tables, plan, { checkpoint: null, loaded });
}

/** Puts a checkpoint in the place of the one that is stored, or forgets it and what was loaded. Only while the fence is ours. */
export function replaceStored(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
  checkpoint: Checkpoint | null,
): Promise<void> {
  return changeFeed(
    session,
    tables,
    plan,
    checkpoint === null ? { checkpoint, loaded: null } : { checkpoint },
  );
}

async function changeFeed(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
  change: { checkpoint: Checkpoint | null; loaded?: Loaded | null },
): Promise<void> {
  const sets = Object.entries(change).map(
    ([name, value]) => `${name} = ${value === null ? "NULL" : quoteLiteral(JSON.stringify(value))}`,
  );
  const { affectedRows } = await session.run(
    "Storing the checkpoint",
    `UPDATE ${tables.checkpoints} SET ${sets.join(", ")} WHERE feed = ${feedKey(plan)} AND fence = ${plan.fence}`,
  );
  if (affectedRows === 0) throw (await newerFence(session, tables, plan)) ?? fencedBy(plan, plan.fence);
}

/** Every feed of the connection that was ever opened. */
export async function readFeeds(
  session: MySqlSession,
  tables: StateTables,
  connectionId: string,
): Promise<FeedState[]> {
  const rows = await session.query<{ feed_id: string; fence: string; checkpoint: string | null }>(
    "Reading the checkpoints",
    `SELECT feed_id, fence, checkpoint FROM ${tables.checkpoints} WHERE connection = ${hashed(connectionId)} ORDER BY feed_id`,
  );
  return rows.map(({ feed_id, fence, checkpoint }) => ({
    feedId: feed_id,
    fence: Number(fence),
    checkpoint: checkpoint === null ? null : (JSON.parse(checkpoint) as Checkpoint),
  }));
}

/** The FencedError for a writer of `plan`; null where its fence is still the one that counts. */
export async function newerFence(
  session: MySqlSession,
  tables: StateTables,
  plan: FeedPlan,
): Promise<FencedError | null> {
  const [row] = await session.query<{ fence: string }>(
    "Reading the fence",
    `SELECT fence FROM ${tables.checkpoints} WHERE feed = ${feedKey(plan)} LOCK IN SHARE MODE`,
  );
  return row && Number(row.fence) === plan.fence ? null : fencedBy(plan, Number(row?.fence ?? plan.fence));
}

function fencedBy(plan: FeedPlan, current: number): FencedError {
  return new FencedError(
    `A newer writer (${current}) has taken over ${plan.feedId} from this one (${plan.fence}); what this one had not committed is dropped.`,
    current,
  );
}

/** Rows that the plan's run has loaded for its table, over all feeds. */
export async function countLoaded(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<number> {
  const rows = await session.query<{ loaded: string }>(
    "Adding up what was loaded",
    `SELECT loaded FROM ${tables.checkpoints} WHERE connection = ${hashed(plan.connectionId)} AND loaded IS NOT NULL`,
  );
  return rows
    .map(({ loaded }) => JSON.parse(loaded) as Loaded)
    .filter(({ syncId }) => syncId === plan.syncId)
    .reduce((sum, loaded) => sum + (loaded.rows[tableKey(plan.table)] ?? 0), 0);
}

/**
 * Forgets the feeds that have loaded the plan's table. Their rows stay with a raised fence, so that a writer that is
 * still running cannot commit to what was cleared.
 */
export async function forgetFeeds(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<void> {
  const rows = await session.query<{ feed: string; loaded: string }>(
    "Forgetting the checkpoints",
    `SELECT feed, loaded FROM ${tables.checkpoints} WHERE connection = ${hashed(plan.connectionId)} AND loaded IS NOT NULL FOR UPDATE`,
  );
  const feeds = rows
    .filter(({ loaded }) => tableKey(plan.table) in (JSON.parse(loaded) as Loaded).rows)
    .map(({ feed }) => quoteLiteral(feed));
  if (feeds.length > 0)
    await session.run(
      "Forgetting the checkpoints",
      `UPDATE ${tables.checkpoints} SET fence = fence + 1, checkpoint = NULL, loaded = NULL WHERE feed IN (${feeds.join(", ")})`,
    );
}
