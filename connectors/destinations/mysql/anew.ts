import { type FeedPlan, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { inTransaction } from "./client";
import { extractedAtSql, labelOf, sqlTable, stageName, wayOf } from "./layout";
import type { Place } from "./prepare";
import { forgetCheckpoint, nothingLoaded, type StoredFeed } from "./state";
import { inspectTable } from "./tables";

/**
 * Discards what the run has loaded for the feed, and its checkpoint. Stages go first, as a whole: a crash behind that
 * leaves a checkpoint whose stage is gone, which the next writer notices. Rows of an appended table go together with
 * the checkpoint, in one transaction.
 */
export async function beginAnew(place: Place, plan: FeedPlan, stored: StoredFeed): Promise<StoredFeed> {
  const { session, tables } = place;
  for (const stream of plan.streams.filter((candidate) => wayOf(candidate) !== "append")) {
    const doing = `Dropping the stage of ${labelOf(stream.table)}`;
    await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(stageName(stream))}`);
  }
  const loaded = nothingLoaded(plan);
  await inTransaction(session, async () => {
    for (const stream of plan.streams) if (wayOf(stream) === "append") await deleteOwnRows(place, stream);
    await forgetCheckpoint(session, tables, plan, loaded);
  });
  return { ...stored, checkpoint: null, loaded };
}

/** Known by the run's number and its instant together: another connection may fill the same table. */
async function deleteOwnRows({ session }: Place, stream: StreamPlan): Promise<void> {
  if (!(await inspectTable(session, stream.table))) return;
  const [extractedAt, meta] = [metaColumns.extractedAt, metaColumns.meta].map(quoteIdentifier);
  await session.run(
    `Deleting the rows that run ${stream.syncId} had written to ${labelOf(stream.table)}`,
    `DELETE FROM ${sqlTable(stream.table)} WHERE ${extractedAt} = ${extractedAtSql(stream)} AND JSON_EXTRACT(${meta}, '$.sync_id') = ${stream.syncId}`,
  );
}
