import type { Checkpoint, Context, FeedState, StateStore } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable, stageName, tableOfKey } from "./layout";
import { createOwnTables } from "./own-tables";
import { type Loaded, type StateTables, stateTables } from "./state";

export const states: StateStore<PostgresDestinationConfig> = {
  list: (config, connectionId, ctx) =>
    withSession(config, ctx, (session) =>
      inTransaction(session, () => listFeeds(session, stateTables(config.schema), connectionId)),
    ),
  replace: replaceCheckpoint,
};

async function listFeeds(
  session: PgSession,
  tables: StateTables,
  connectionId: string,
): Promise<FeedState[]> {
  const doing = "Reading the checkpoints";
  const [there] = await session.query<{ found: boolean }>(
    doing,
    "SELECT to_regclass($1) IS NOT NULL AS found",
    [tables.checkpoints],
  );
  if (!there?.found) return [];
  const rows = await session.query<{ feed_id: string; fence: string; checkpoint: Checkpoint | null }>(
    doing,
    `SELECT feed_id, fence, checkpoint FROM ${tables.checkpoints} WHERE connection_id = $1 ORDER BY feed_id`,
    [connectionId],
  );
  return rows.map(({ feed_id, fence, checkpoint }) => ({
    feedId: feed_id,
    fence: Number(fence),
    checkpoint,
  }));
}

/** A feed that shares its stage with others takes their rows with it: they are read from their start, too. */
async function dropStages(
  session: PgSession,
  tables: StateTables,
  { connectionId, feedId }: { connectionId: string; feedId: string },
): Promise<void> {
  const doing = "Dropping what was staged";
  const [row] = await session.query<{ loaded: Loaded | null }>(
    doing,
    `SELECT loaded FROM ${tables.checkpoints} WHERE connection_id = $1 AND feed_id = $2 FOR UPDATE`,
    [connectionId, feedId],
  );
  const { staged = [], repairs } = row?.loaded ?? {};
  for (const key of staged) {
    const stage = stageName({ connectionId, table: tableOfKey(key), ...(repairs ? { repairs } : {}) });
    await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(stage)}`);
  }
}

/** Waits for a commit that is under way, as a new writer does. */
async function replaceCheckpoint(
  config: PostgresDestinationConfig,
  {
    connectionId,
    feedId,
    checkpoint,
  }: { connectionId: string; feedId: string; checkpoint: Checkpoint | null },
  ctx: Context,
): Promise<void> {
  const tables = stateTables(config.schema);
  await withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      await createOwnTables(session, tables, config.schema);
      if (checkpoint === null) await dropStages(session, tables, { connectionId, feedId });
      await session.query(
        "Replacing the checkpoint",
        `INSERT INTO ${tables.checkpoints} AS c (connection_id, feed_id, fence, checkpoint) VALUES ($1, $2, 1, $3)
         ON CONFLICT (connection_id, feed_id) DO UPDATE
           SET fence = c.fence + 1, checkpoint = excluded.checkpoint, updated_at = now(),
               loaded = CASE WHEN excluded.checkpoint IS NULL THEN NULL ELSE c.loaded END`,
        [connectionId, feedId, checkpoint === null ? null : JSON.stringify(checkpoint)],
      );
    }),
  );
}
