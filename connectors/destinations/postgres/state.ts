import {
  type Checkpoint,
  FencedError,
  type FeedPlan,
  type Finished,
  type StreamPlan,
} from "@/connectors/sdk";
import { quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { tableKey, wayOf } from "./layout";

/** Rows loaded by one run, by `tableKey`, as the server counted them. Stored with the checkpoint. */
export interface Loaded {
  syncId: number;
  rows: Record<string, number>;
  /** Of which the rows went into a stage. */
  staged: string[];
  /** How many rows the feed has ever brought: the number of the next one. */
  arrivals: number;
}

export interface StoredFeed {
  checkpoint: Checkpoint | null;
  loaded: Loaded;
}

/** Sluice's own tables, in the configured schema: what is known of each feed, what `finish` came to, and rows that wait. */
export interface StateTables {
  checkpoints: string;
  finished: string;
  quarantine: string;
}

export function stateTables(schema: string): StateTables {
  return {
    checkpoints: quoteQualified(schema, "_sluice_checkpoints"),
    finished: quoteQualified(schema, "_sluice_finished"),
    quarantine: quoteQualified(schema, "_sluice_quarantine"),
  };
}

/** Whether all of them are there, as this version of Sluice has them. */
export async function hasStateTables(session: PgSession, tables: StateTables): Promise<boolean> {
  const [there] = await session.query<{ all: boolean }>(
    "Looking for Sluice's own tables",
    `SELECT to_regclass($1) IS NOT NULL AND to_regclass($3) IS NOT NULL AND EXISTS (
       SELECT FROM pg_attribute WHERE attrelid = to_regclass($2) AND attname = 'versions') AS all`,
    [tables.checkpoints, tables.finished, tables.quarantine],
  );
  return there?.all ?? false;
}

/** `json`, not `jsonb`: a checkpoint is given back to the letter. */
export function createStateTables(tables: StateTables): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${tables.checkpoints} (connection_id text NOT NULL, feed_id text NOT NULL, fence bigint NOT NULL, checkpoint json, loaded json, updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, feed_id))`,
    `CREATE TABLE IF NOT EXISTS ${tables.finished} (connection_id text NOT NULL, table_key text NOT NULL, sync_id bigint NOT NULL, generation bigint NOT NULL, "rows" bigint NOT NULL, superseded bigint NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, table_key))`,
    `ALTER TABLE ${tables.finished} ADD COLUMN IF NOT EXISTS deleted bigint, ADD COLUMN IF NOT EXISTS versions bigint`,
    `CREATE TABLE IF NOT EXISTS ${tables.quarantine} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, connection_id text NOT NULL, stream_namespace text, stream_name text NOT NULL, table_namespace text NOT NULL, table_name text NOT NULL, sync_id bigint NOT NULL, at timestamptz NOT NULL, "row" text, reason text NOT NULL, field text, position text NOT NULL, row_number bigint NOT NULL)`,
    `CREATE INDEX IF NOT EXISTS _sluice_quarantine_connection ON ${tables.quarantine} (connection_id, id)`,
  ];
}

/**
 * Makes `plan.fence` the one that may commit, and returns what is stored. Waits for a commit that is under way, and
 * holds the row until the transaction ends. FencedError where a higher fence is stored.
 */
export async function raiseFence(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
): Promise<StoredFeed> {
  const [raised] = await session.query<{ checkpoint: Checkpoint | null; loaded: Loaded }>(
    "Raising the fence",
    `INSERT INTO ${tables.checkpoints} AS c (connection_id, feed_id, fence, loaded) VALUES ($1, $2, $3, $4)
     ON CONFLICT (connection_id, feed_id) DO UPDATE
       SET fence = excluded.fence, loaded = coalesce(c.loaded, excluded.loaded), updated_at = now()
      WHERE c.fence <= excluded.fence
     RETURNING checkpoint, loaded`,
    [plan.connectionId, plan.feedId, plan.fence, JSON.stringify(nothingLoaded(plan))],
  );
  if (!raised) throw (await newerFence(session, tables, plan)) ?? fencedBy(plan, plan.fence);
  return { checkpoint: raised.checkpoint, loaded: raised.loaded };
}

export function nothingLoaded(plan: FeedPlan): Loaded {
  return {
    syncId: plan.syncId,
    rows: Object.fromEntries(plan.streams.map((stream) => [tableKey(stream.table), 0])),
    staged: plan.streams
      .filter((stream) => wayOf(stream) !== "append")
      .map((stream) => tableKey(stream.table)),
    arrivals: 0,
  };
}

/** Stores the checkpoint in the open transaction; FencedError, and nothing stored, where the fence is not ours any more. */
export async function storeCheckpoint(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
  { checkpoint, loaded }: { checkpoint: Checkpoint; loaded: Loaded },
): Promise<void> {
  const stored = await session.query(
    "Storing the checkpoint",
    `UPDATE ${tables.checkpoints} SET checkpoint = $4, loaded = $5, updated_at = now()
      WHERE connection_id = $1 AND feed_id = $2 AND fence = $3 RETURNING fence`,
    [plan.connectionId, plan.feedId, plan.fence, JSON.stringify(checkpoint), JSON.stringify(loaded)],
  );
  if (stored.length === 0) throw (await newerFence(session, tables, plan)) ?? fencedBy(plan, plan.fence);
}

/** In the open transaction, whose rows take the place of what was loaded before. */
export async function forgetCheckpoint(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
  loaded: Loaded,
): Promise<void> {
  await session.query(
    "Forgetting the checkpoint",
    `UPDATE ${tables.checkpoints} SET checkpoint = NULL, loaded = $3, updated_at = now()
      WHERE connection_id = $1 AND feed_id = $2`,
    [plan.connectionId, plan.feedId, JSON.stringify(loaded)],
  );
}

/**
 * The FencedError for a writer of `plan`; null where its fence is still the one that counts. Waits for a newer writer
 * that is just raising it: that one ends older sessions before it commits.
 */
export async function newerFence(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
): Promise<FencedError | null> {
  const [row] = await session.query<{ fence: string }>(
    "Reading the fence",
    `SELECT fence FROM ${tables.checkpoints} WHERE connection_id = $1 AND feed_id = $2 FOR SHARE`,
    [plan.connectionId, plan.feedId],
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
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<number> {
  const [row] = await session.query<{ rows: string }>(
    "Adding up what was loaded",
    `SELECT coalesce(sum((loaded->'rows'->>$3)::bigint), 0) AS rows FROM ${tables.checkpoints}
      WHERE connection_id = $1 AND (loaded->>'syncId')::bigint = $2`,
    [plan.connectionId, plan.syncId, tableKey(plan.table)],
  );
  return Number(row?.rows ?? 0);
}

/** What `finish` came to for this run; null where it has not been done. */
export async function recordedOutcome(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<Finished | null> {
  const [row] = await session.query<Record<keyof Finished, string | null>>(
    "Looking up the outcome",
    `SELECT "rows", superseded, deleted, versions FROM ${tables.finished}
      WHERE connection_id = $1 AND table_key = $2 AND sync_id = $3 AND generation = $4`,
    [plan.connectionId, tableKey(plan.table), plan.syncId, plan.generation],
  );
  if (!row) return null;
  return {
    rows: Number(row.rows),
    superseded: Number(row.superseded),
    ...(row.deleted === null ? {} : { deleted: Number(row.deleted) }),
    ...(row.versions === null ? {} : { versions: Number(row.versions) }),
  };
}

export async function recordOutcome(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
  outcome: Finished,
): Promise<void> {
  await session.query(
    "Recording the outcome",
    `INSERT INTO ${tables.finished} (connection_id, table_key, sync_id, generation, "rows", superseded, deleted, versions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (connection_id, table_key) DO UPDATE SET sync_id = excluded.sync_id,
       generation = excluded.generation, "rows" = excluded."rows", superseded = excluded.superseded,
       deleted = excluded.deleted, versions = excluded.versions, finished_at = now()`,
    [
      plan.connectionId,
      tableKey(plan.table),
      plan.syncId,
      plan.generation,
      outcome.rows,
      outcome.superseded,
      outcome.deleted ?? null,
      outcome.versions ?? null,
    ],
  );
}

/**
 * Forgets the feeds that have loaded the plan's table. Their rows stay with a raised fence, so that a writer that is
 * still running cannot commit to what was cleared.
 */
export async function forgetFeeds(session: PgSession, tables: StateTables, plan: StreamPlan): Promise<void> {
  const key = tableKey(plan.table);
  await session.query(
    "Forgetting the checkpoints",
    `UPDATE ${tables.checkpoints} SET fence = fence + 1, checkpoint = NULL, loaded = NULL, updated_at = now()
      WHERE connection_id = $1 AND loaded->'rows'->>$2 IS NOT NULL`,
    [plan.connectionId, key],
  );
  await session.query(
    "Forgetting the outcome",
    `DELETE FROM ${tables.finished} WHERE connection_id = $1 AND table_key = $2`,
    [plan.connectionId, key],
  );
}
