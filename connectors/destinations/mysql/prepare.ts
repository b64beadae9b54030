import {
  type Checkpoint,
  type Context,
  continueFrom,
  type FeedPlan,
  type StreamPlan,
} from "@/connectors/sdk";
import { errnoOf, refusalOf } from "@/connectors/sdk/mysql/errors";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { beginAnew } from "./anew";
import { createDatabases, inTransaction, withLock } from "./client";
import { type MySqlDestinationConfig, tableGrant } from "./config";
import { stateOfHistory } from "./history-state";
import {
  digest,
  finalColumns,
  labelOf,
  sqlTable,
  stageLabel,
  stageName,
  tableColumns,
  tableKey,
  wayOf,
} from "./layout";
import { planStage } from "./stage";
import { stageChecks } from "./stage-constraints";
import { recordedOutcome } from "./outcomes";
import { createOwnTables, type StateTables, stateTables } from "./own-tables";
import { forgetOlder, type Loaded, nothingLoaded, raiseFence } from "./state";
import { inspectTable, planKeyIndex, planTable } from "./tables";
import type { Slot } from "./values";

/** Where the rows of one stream go. */
export interface Target {
  plan: StreamPlan;
  /** Qualified and quoted. */
  table: string;
  label: string;
  slots: Map<string, Slot>;
}

export interface Prepared {
  checkpoint: Checkpoint | null;
  loaded: Loaded;
  targets: Target[];
}

/** What preparing a feed needs to know of its place. */
export interface Place {
  session: MySqlSession;
  config: MySqlDestinationConfig;
  tables: StateTables;
  exactCollation: string;
}

export async function placeOf(session: MySqlSession, config: MySqlDestinationConfig): Promise<Place> {
  const known = await session.query<{ name: string }>(
    "Looking at the collations",
    "SELECT COLLATION_NAME AS name FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')",
  );
  // Where there is neither, "a" equals "a ".
  const exactCollation = known[0]?.name ?? "utf8mb4_bin";
  return { session, config, tables: stateTables(config.database), exactCollation };
}

/** All that `open` does before the first row: Sluice's own tables, the fence, older writers, the tables of the streams. */
export async function prepareFeed(place: Place, plan: FeedPlan, ctx: Context): Promise<Prepared> {
  const { session, tables } = place;
  await createOwnTables(session, place.config);
  await session.query(
    "Naming the writer",
    `SELECT GET_LOCK(${quoteLiteral(writerName(place, plan, plan.fence))}, 0)`,
  );
  const found = await raiseFence(session, tables, plan);
  await endWriters(place, plan, found.older);
  if (found.older.length > 0) await forgetOlder(session, tables, plan);
  const stored = plan.anew ? await beginAnew(place, plan, found) : found;
  const continued = continueFrom(stored.checkpoint, plan);
  const attempt = await prepareStreams(place, plan, stored.loaded, false);
  if (continued === null || attempt.lost === null)
    return settle(plan, stored.loaded, continued, attempt.targets);
  ctx.log("warn", `The staged rows of ${attempt.lost} are gone: its feed is read from the start.`);
  const again = await prepareStreams(place, plan, stored.loaded, true);
  return settle(plan, stored.loaded, null, again.targets);
}

/**
 * A writer holds a lock of this name as long as its session lives, so that a newer one can find and end it. Locks are the
 * server's, not the database's: the name says where the checkpoints are.
 */
function writerName({ config }: Place, plan: FeedPlan, fence: number): string {
  return `sluice:writer:${digest([config.database, plan.connectionId, plan.feedId])}:${fence}`;
}

/** 1094: it is gone already. */
const unknownThread = 1094;

/**
 * Ends the sessions of older writers of the feed. Their fence is gone already, so they can commit nothing; but one
 * that hangs would keep its locks.
 */
export async function endWriters(place: Place, plan: FeedPlan, fences: number[]): Promise<void> {
  const { session } = place;
  for (const fence of fences) {
    const [row] = await session.query<{ thread: string | null }>(
      "Looking for older writers",
      `SELECT IS_USED_LOCK(${quoteLiteral(writerName(place, plan, fence))}) AS thread`,
    );
    if (!row?.thread) continue;
    try {
      await session.run("Ending an older writer", `KILL ${Number(row.thread)}`);
    } catch (error) {
      if (errnoOf(error) !== unknownThread) throw error;
    }
  }
}

function settle(plan: FeedPlan, stored: Loaded, checkpoint: Checkpoint | null, targets: Target[]): Prepared {
  const nothing = nothingLoaded(plan);
  const isSameRun = checkpoint !== null && stored.syncId === plan.syncId;
  const rows = isSameRun ? { ...nothing.rows, ...stored.rows } : nothing.rows;
  return { checkpoint, loaded: { ...nothing, rows }, targets };
}

async function prepareStreams(
  place: Place,
  plan: FeedPlan,
  stored: Loaded,
  anew: boolean,
): Promise<{ targets: Target[]; lost: string | null }> {
  const targets: Target[] = [];
  let lost: string | null = null;
  for (const stream of plan.streams) {
    const prepared = await withTableLock(place.session, stream, () => prepareStream(place, stream, anew));
    targets.push(prepared.target);
    const hadStage = stored.staged.includes(tableKey(stream.table));
    if (prepared.continued || !hadStage) continue;
    const loaded = { ...stream, syncId: stored.syncId };
    if (await recordedOutcome(place.session, place.tables, loaded)) continue;
    lost = labelOf(stream.table);
  }
  return { targets, lost };
}

/** Held by whoever changes the stream's tables. */
export function withTableLock<Result>(
  session: MySqlSession,
  plan: StreamPlan,
  work: () => Promise<Result>,
): Promise<Result> {
  return withLock(session, `sluice:table:${digest([plan.table.namespace, plan.table.name])}`, work);
}

async function prepareStream(
  place: Place,
  plan: StreamPlan,
  anew: boolean,
): Promise<{ target: Target; continued: boolean }> {
  await createDatabases(place.session, [plan.table.namespace], place.config);
  const way = wayOf(plan);
  if (way === "overwrite") return prepareStage(place, plan, anew);
  const target = await prepareFinal(place, plan);
  // What finish would refuse is refused before hours of loading.
  if (plan.history)
    stateOfHistory(plan, plan.history, await inspectTable(place.session, plan.history), place.exactCollation);
  if (way === "deduped") return prepareStage(place, plan, anew);
  await emptyLeftStage(place, plan);
  return { target, continued: true };
}

/**
 * A stream that was deduped before may have left rows on their way, which its checkpoint vouches for already: they
 * go into the table as they are. They leave the stage in the same transaction, so that none goes twice.
 */
async function emptyLeftStage({ session, config }: Place, plan: StreamPlan): Promise<void> {
  const stage = stageName(plan);
  const left = await inspectTable(session, stage);
  if (!left) return;
  const doing = `Preparing ${labelOf(plan.table)}`;
  const columns = finalColumns(plan)
    .map(({ name }) => name)
    .filter((name) => left.columns.some((column) => column.name === name))
    .map(quoteIdentifier)
    .join(", ");
  if (left.comment === stageLabel(plan)) {
    await inTransaction(session, async () => {
      await session.run(
        doing,
        `INSERT INTO ${sqlTable(plan.table)} (${columns}) SELECT ${columns} FROM ${sqlTable(stage)}`,
      );
      await session.run(doing, `DELETE FROM ${sqlTable(stage)}`);
    });
  }
  await runAll({ session, config }, plan, doing, [`DROP TABLE ${sqlTable(stage)}`]);
}

async function prepareFinal(place: Place, plan: StreamPlan): Promise<Target> {
  const { session, exactCollation } = place;
  const { table } = plan;
  const doing = `Preparing ${labelOf(table)}`;
  const existing = await inspectTable(session, table);
  const { statements, slots } = planTable(table, tableColumns(plan), existing, exactCollation);
  const index =
    wayOf(plan) === "deduped" && !plan.parent ? planKeyIndex(table, plan.key, slots, existing) : [];
  await runAll(place, plan, doing, [...statements, ...index]);
  return { plan, table: sqlTable(table), label: labelOf(table), slots };
}

async function prepareStage(
  place: Place,
  plan: StreamPlan,
  anew: boolean,
): Promise<{ target: Target; continued: boolean }> {
  const { session, exactCollation } = place;
  const stage = stageName(plan);
  const doing = `Preparing the stage of ${labelOf(plan.table)}`;
  if (anew) await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(stage)}`);
  const existing = await inspectTable(session, stage);
  const wanted = stageChecks(plan, await inspectTable(session, plan.table), session.server);
  const planned = planStage(plan, { existing, checks: wanted }, exactCollation);
  const { statements, slots, continued, checks } = planned;
  await runAll(place, plan, doing, statements);
  await runAll(place, plan, doing, checks).catch((error: unknown) => {
    if (!refusalOf(error)) throw error; // rows that are staged already break it: the merge tells
  });
  const label = `the stage of ${labelOf(plan.table)}`;
  return { target: { plan, table: sqlTable(stage), label, slots }, continued };
}

async function runAll(
  { session, config }: Pick<Place, "session" | "config">,
  plan: StreamPlan,
  doing: string,
  statements: string[],
): Promise<void> {
  for (const statement of statements)
    await session.run(doing, statement, tableGrant(plan.table.namespace, config.username));
}
