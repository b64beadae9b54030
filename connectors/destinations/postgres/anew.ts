import { type FeedPlan, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { lockName } from "./client";
import { sqlTable, stageName, wayOf } from "./layout";
import { extractedAtText } from "./stage";
import { forgetCheckpoint, nothingLoaded, type StateTables, type StoredFeed } from "./state";
import { inspectTable, labelOf } from "./tables";

/**
 * Discards what the run has loaded for the feed together with its checkpoint, in the open transaction. Stages go as a
 * whole; of an appended table, the run's rows.
 */
export async function beginAnew(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
  stored: StoredFeed,
): Promise<StoredFeed> {
  for (const stream of plan.streams) {
    await lockName(session, `table ${sqlTable(stream.table)}`);
    if (wayOf(stream) === "append") await deleteOwnRows(session, stream);
    else await session.run(`Dropping the stage of ${labelOf(stream.table)}`, dropStage(stream));
  }
  const loaded = { ...nothingLoaded(plan), arrivals: stored.loaded.arrivals };
  await forgetCheckpoint(session, tables, plan, loaded);
  return { checkpoint: null, loaded };
}

function dropStage(stream: StreamPlan): string {
  return `DROP TABLE IF EXISTS ${sqlTable(stageName(stream))}`;
}

/** Known by the run's number and its instant together: another connection may fill the same table. */
async function deleteOwnRows(session: PgSession, stream: StreamPlan): Promise<void> {
  if (!(await inspectTable(session, stream.table))) return;
  const table = sqlTable(stream.table);
  const [extractedAt, meta] = [metaColumns.extractedAt, metaColumns.meta].map(quoteIdentifier);
  await session.run(
    `Deleting the rows that run ${stream.syncId} had written to ${labelOf(stream.table)}`,
    `DELETE FROM ${table} WHERE ${extractedAt} = ${quoteLiteral(extractedAtText(stream))} AND ${meta}->>'sync_id' = '${stream.syncId}'`,
    `GRANT DELETE ON ${table}`,
  );
}
