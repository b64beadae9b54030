import type { Checkpoint, Context, FeedState, StateStore } from "@/connectors/sdk";
import { Checkpoints } from "./checkpoints";
import { type Session, withSession } from "@/connectors/sdk/duckdb/client";
import { findFile, prepareFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { qualify } from "./layout";
import { fenceKey } from "./writer";

const tableName = "_sluice_checkpoints";

export const states: StateStore<DuckdbConfig> = {
  /** A file that is not there is not made for it. */
  async list(config, connectionId, ctx) {
    const file = await findFile(config.destination_path, ctx);
    if (file === null) return [];
    return withSession(file, ctx, (session) => session.alone(() => listFeeds(session, config, connectionId)));
  },
  replace: replaceCheckpoint,
};

async function listFeeds(session: Session, config: DuckdbConfig, connectionId: string): Promise<FeedState[]> {
  const table = { namespace: config.schema, name: tableName };
  if ((await describeTable(session, table)).kind === "none") return [];
  const rows = await session.rows(
    `SELECT feed_id, fence, checkpoint::VARCHAR FROM ${qualify(session, table)} WHERE connection_id = $1 ORDER BY feed_id`,
    [connectionId],
  );
  return rows.map(([feedId, fence, checkpoint]) => ({
    feedId: String(feedId),
    fence: Number(fence),
    // Written by this destination alone.
    checkpoint: typeof checkpoint === "string" ? (JSON.parse(checkpoint) as Checkpoint) : null,
  }));
}

async function replaceCheckpoint(
  config: DuckdbConfig,
  change: { connectionId: string; feedId: string; checkpoint: Checkpoint | null },
  ctx: Context,
): Promise<void> {
  const table = { namespace: config.schema, name: tableName };
  const feed = [change.connectionId, change.feedId];
  const checkpoint = change.checkpoint === null ? null : JSON.stringify(change.checkpoint);
  await withSession(await prepareFile(config.destination_path, ctx), ctx, (session) =>
    session.alone(async () => {
      const fence = await session.transaction(async () => {
        await new Checkpoints(session, config).prepare();
        const [raised] = await session.rows(
          `UPDATE ${qualify(session, table)} SET fence = fence + 1, checkpoint = $3
            WHERE connection_id = $1 AND feed_id = $2 RETURNING fence`,
          [...feed, checkpoint],
        );
        if (raised) return Number(raised[0]);
        await session.run(
          `INSERT INTO ${qualify(session, table)} (connection_id, feed_id, fence, tables, checkpoint) VALUES ($1, $2, 1, '[]', $3)`,
          [...feed, checkpoint],
        );
        return 1;
      });
      session.fences.set(fenceKey(change), fence);
    }),
  );
}
