import type { Checkpoint, Context, FeedState, StateStore } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { createOwnTables } from "./prepare";
import { type StateTables, stateTables } from "./state";

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
      await session.query(
        "Replacing the checkpoint",
        `INSERT INTO ${tables.checkpoints} AS c (connection_id, feed_id, fence, checkpoint) VALUES ($1, $2, 1, $3)
         ON CONFLICT (connection_id, feed_id) DO UPDATE
           SET fence = c.fence + 1, checkpoint = excluded.checkpoint, updated_at = now()`,
        [connectionId, feedId, checkpoint === null ? null : JSON.stringify(checkpoint)],
      );
    }),
  );
}
