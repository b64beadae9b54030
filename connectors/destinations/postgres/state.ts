import {
  type Checkpoint,
  FencedError,
  type FeedPlan,
  type Finished,
  type StreamPlan,
} from "@/connectors/sdk";
import { quoteLiteral, quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import { outcomeKey, tableKey, wayOf } from "./layout";

/** Rows loaded by one run, by `tableKey`, as the server counted them. Stored with the checkpoint. */
export interface Loaded {
  syncId: number;
  rows: Record<string, number>;
  /** Of which the rows went into a stage. */
  staged: string[];
  /** Set where that is a repair's own stage. */
  repairs?: true;
  /** Pages that a table had before the first of the run's rows was appended to it. */
  from?: Record<string, number>;
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
export function askForStateTables(tables: StateTables): Question<boolean> {
  const [checkpoints, finished, quarantine] = [tables.checkpoints, tables.finished, tables.quarantine].map(
    (table) => `to_regclass(${quoteLiteral(table)})`,
  );
  const sql = `
    SELECT ${checkpoints} IS NOT NULL AND ${quarantine} IS NOT NULL AND EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = ${finished} AND attname = 'shown') AS all`;
  return { sql, read: ([row]) => (row as { all: boolean } | undefined)?.all ?? false };
}

/** `json`, not `jsonb`: a checkpoint is given back to the letter. */
export function createStateTables(tables: StateTables): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${tables.checkpoints} (connection_id text NOT NULL, feed_id text NOT NULL, fence bigint NOT NULL, checkpoint json, loaded json, updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, feed_id))`,
    `CREATE TABLE IF NOT EXISTS ${tables.finished} (connection_id text NOT NULL, table_key text NOT NULL, sync_id bigint NOT NULL, generation bigint NOT NULL, "rows" bigint NOT NULL, superseded bigint NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, table_key))`,
    `ALTER TABLE ${tables.finished} ADD COLUMN IF NOT EXISTS deleted bigint, ADD COLUMN IF NOT EXISTS versions bigint, ADD COLUMN IF NOT EXISTS shown bigint`,
    `CREATE TABLE IF NOT EXISTS ${tables.quarantine} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, connection_id text NOT NULL, feed_id text NOT NULL, stream_namespace text, stream_name text NOT NULL, table_namespace text NOT NULL, table_name text NOT NULL, sync_id bigint NOT NULL, at timestamptz NOT NULL, "row" text, reason text NOT NULL, field text, position text NOT NULL, row_number bigint NOT NULL)`,
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
    ...(plan.streams.some(({ repairs }) => repairs) ? { repairs: true } : {}),
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
export function askLoaded(tables: StateTables, plan: StreamPlan): Question<number> {
  const sql = `
    SELECT coalesce(sum((loaded->'rows'->>${quoteLiteral(tableKey(plan.table))})::bigint), 0) AS rows FROM ${tables.checkpoints}
     WHERE connection_id = ${quoteLiteral(plan.connectionId)} AND (loaded->>'syncId')::bigint = ${plan.syncId}`;
  return { sql, read: ([row]) => Number((row as { rows: string } | undefined)?.rows ?? 0) };
}

export interface Appended {
  rows: number;
  /** Pages of the table before the first of them; 0 where that is not known. */
  pagesBefore: number;
}

/** What the plan's run has appended to its table, over all feeds. */
export function askAppended(tables: StateTables, plan: StreamPlan): Question<Appended> {
  const key = quoteLiteral(tableKey(plan.table));
  const sql = `
    SELECT sum((loaded->'rows'->>${key})::bigint) AS rows, min(coalesce((loaded->'from'->>${key})::bigint, 0)) AS pages_before
      FROM ${tables.checkpoints}
     WHERE connection_id = ${quoteLiteral(plan.connectionId)} AND (loaded->>'syncId')::bigint = ${plan.syncId}
       AND loaded->'rows'->>${key} IS NOT NULL`;
  return {
    sql,
    read: ([row]) => {
      const { rows, pages_before: pagesBefore } = row as Record<"rows" | "pages_before", string | null>;
      return { rows: Number(rows ?? 0), pagesBefore: Number(pagesBefore ?? 0) };
    },
  };
}

/** What `finish` came to for this run; null where it has not been done. */
export function askOutcome(tables: StateTables, plan: StreamPlan): Question<Finished | null> {
  const sql = `
    SELECT "rows", superseded, deleted, versions FROM ${tables.finished}
     WHERE ${hasOutcome(plan, outcomeKey(plan))} AND sync_id = ${plan.syncId} AND generation = ${plan.generation}`;
  return { sql, read: ([row]) => (row ? toOutcome(row as OutcomeRow) : null) };
}

/** Ids of the other connections that have finished a run of the plan's table; Sluice's own tables must be there. */
export function askOtherWriters(tables: StateTables, plan: StreamPlan): Question<string[]> {
  const sql = `
    SELECT connection_id AS id FROM ${tables.finished}
     WHERE table_key = ${quoteLiteral(tableKey(plan.table))} AND connection_id <> ${quoteLiteral(plan.connectionId)} ORDER BY finished_at DESC`;
  return { sql, read: (rows) => (rows as { id: string }[]).map(({ id }) => id) };
}

type OutcomeRow = Record<Exclude<keyof Finished, "measured">, string | null>;

function hasOutcome({ connectionId }: StreamPlan, key: string): string {
  return `connection_id = ${quoteLiteral(connectionId)} AND table_key = ${quoteLiteral(key)}`;
}

function toOutcome(row: OutcomeRow): Finished {
  return {
    rows: Number(row.rows),
    superseded: Number(row.superseded),
    ...(row.deleted === null ? {} : { deleted: Number(row.deleted) }),
    ...(row.versions === null ? {} : { versions: Number(row.versions) }),
  };
}

/** SQL, for the transaction that brought it about. */
export function recordOutcome(tables: StateTables, plan: StreamPlan, outcome: Finished): string {
  const { connectionId, syncId, generation } = plan;
  const numbers = [syncId, generation, outcome.rows, outcome.superseded, outcome.deleted, outcome.versions];
  const values = [quoteLiteral(connectionId), quoteLiteral(outcomeKey(plan)), ...numbers.map(sqlNumber)];
  return `
    INSERT INTO ${tables.finished} (connection_id, table_key, sync_id, generation, "rows", superseded, deleted, versions)
    VALUES (${values.join(", ")})
    ON CONFLICT (connection_id, table_key) DO UPDATE SET sync_id = excluded.sync_id,
      generation = excluded.generation, "rows" = excluded."rows", superseded = excluded.superseded,
      shown = NULL, deleted = excluded.deleted, versions = excluded.versions, finished_at = now()`;
}

function sqlNumber(value: number | undefined): string {
  return value === undefined ? "NULL" : String(value);
}

/** The generation that the table shows: that of the last sync, unless it was rolled back since. */
export function askShownGeneration(tables: StateTables, plan: StreamPlan): Question<number> {
  const sql = `SELECT coalesce(shown, generation) AS shown FROM ${tables.finished} WHERE ${hasOutcome(plan, tableKey(plan.table))}`;
  return { sql, read: ([row]) => Number((row as { shown: string } | undefined)?.shown ?? 0) };
}

export async function setShownGeneration(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
  generation: number,
): Promise<void> {
  await session.query(
    "Recording the generation",
    `UPDATE ${tables.finished} SET shown = $3 WHERE connection_id = $1 AND table_key = $2`,
    [plan.connectionId, tableKey(plan.table), generation],
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
    `DELETE FROM ${tables.finished} WHERE connection_id = $1 AND table_key IN ($2, $3)`,
    [plan.connectionId, key, outcomeKey({ ...plan, repairs: true })],
  );
}
