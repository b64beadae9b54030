import type { Checkpoint, Context, FeedPlan, FeedState, StateStore } from "@/connectors/sdk";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { labelOf, sqlTable, stageName, tableOfKey } from "./layout";
import { createOwnTables, stateTables } from "./own-tables";
import { endWriters, placeOf } from "./prepare";
import { raiseFence, readFeeds, replaceStored } from "./state";
import { inspectTable } from "./tables";

export const states: StateStore<MySqlDestinationConfig> = {
  list: (config, connectionId, ctx) =>
    withSession(config, ctx, (session) => listFeeds(session, config, connectionId)),
  replace: replaceCheckpoint,
};

async function listFeeds(
  session: MySqlSession,
  config: MySqlDestinationConfig,
  connectionId: string,
): Promise<FeedState[]> {
  const checkpoints = { namespace: config.database, name: "_sluice_checkpoints" };
  if (!(await inspectTable(session, checkpoints))) return [];
  return readFeeds(session, stateTables(config.database), connectionId);
}

/**
 * Keeps older writers out as a new one would, so that it may drop what they had staged. Stages go before the checkpoint
 * that vouches for them: a crash in between leaves one whose stage is gone, which the next writer notices. A feed that
 * shares its stage with others takes their rows with it: they are read from their start, too.
 */
async function replaceCheckpoint(
  config: MySqlDestinationConfig,
  change: { connectionId: string; feedId: string; checkpoint: Checkpoint | null },
  ctx: Context,
): Promise<void> {
  const { connectionId, feedId, checkpoint } = change;
  await withSession(config, ctx, async (session) => {
    const place = await placeOf(session, config);
    await createOwnTables(session, config);
    const feeds = await readFeeds(session, place.tables, connectionId);
    const fence = (feeds.find((feed) => feed.feedId === feedId)?.fence ?? 0) + 1;
    const ofNoRun = {
      syncId: 0,
      streams: [],
      encoding: "rows",
      isRepeatable: false,
      careful: false,
    } satisfies Partial<FeedPlan>;
    const feed: FeedPlan = { connectionId, feedId, fence, ...ofNoRun };
    const { older, loaded } = await raiseFence(session, place.tables, feed);
    await endWriters(place, feed, older);
    if (checkpoint === null) {
      const { staged, repairs } = loaded;
      for (const table of staged.map(tableOfKey))
        await session.run(
          `Dropping what was staged for ${labelOf(table)}`,
          `DROP TABLE IF EXISTS ${sqlTable(stageName({ connectionId, table, ...(repairs ? { repairs } : {}) }))}`,
        );
    }
    await replaceStored(session, place.tables, feed, checkpoint);
  });
}
