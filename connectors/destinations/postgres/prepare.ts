import {
  type Checkpoint,
  type Context,
  continueFrom,
  type FeedPlan,
  type StreamPlan,
} from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { createSchemas, endOlderWriters, inTransaction, lockName } from "./client";
import { beginAnew } from "./anew";
import { stateOfHistory } from "./history";
import { finalColumns, sqlTable, stageLabel, stageName, tableColumns, tableKey, wayOf } from "./layout";
import { planStage } from "./stage";
import { planStageConstraints } from "./stage-constraints";
import {
  createStateTables,
  hasStateTables,
  type Loaded,
  nothingLoaded,
  raiseFence,
  recordedOutcome,
  type StateTables,
  stateTables,
} from "./state";
import { inspectTable, labelOf, planTable } from "./tables";

/** Where the rows of one stream go. */
export interface Target {
  plan: StreamPlan;
  /** Qualified and quoted. */
  table: string;
  label: string;
  types: Map<string, WireType>;
  /** false: the table is a stage that gets the constant columns in the end. */
  hasConstants: boolean;
  /**
   * What makes the table, to run in the one transaction that fills it; empty where it is there. Until that commits
   * nobody else sees the table, so that rows can be written as old ones (FREEZE): no reader need mark them as
   * committed, which dirties every page again, and with checksums logs it. Rows of a later transaction must not
   * follow: a snapshot from before the swap would show it half full.
   */
  creation: string[];
}

interface StageWish {
  slim: boolean;
  /** Whatever is there is not continued. */
  anew: boolean;
  /** It is made in the transaction of its rows; only where that one transaction brings them all. */
  later: boolean;
}

export interface Prepared {
  checkpoint: Checkpoint | null;
  loaded: Loaded;
  targets: Target[];
}

/** All that `open` does before the first row: Sluice's own tables, the fence, older writers, the tables of the streams. */
export async function prepareFeed(
  session: PgSession,
  schema: string,
  plan: FeedPlan,
  ctx: Context,
): Promise<Prepared> {
  const tables = stateTables(schema);
  const stored = await inTransaction(session, async () => {
    await createOwnTables(session, tables, schema);
    const found = await raiseFence(session, tables, plan);
    await endOlderWriters(session, plan);
    return plan.anew ? beginAnew(session, tables, plan, found) : found;
  });
  const continued = continueFrom(stored.checkpoint, plan);
  // A careful writer fills a table behind savepoints, where rows cannot be written as old ones.
  const isWhole = plan.isWhole === true && !plan.careful;
  const later = continued === null && isWhole;
  const attempt = await prepareStreams(session, tables, plan, { stored: stored.loaded, anew: false, later });
  if (continued === null || attempt.lost === null)
    return settle(plan, stored.loaded, continued, attempt.targets);
  ctx.log("warn", `The staged rows of ${attempt.lost} are gone: its feed is read from the start.`);
  const again = await prepareStreams(session, tables, plan, {
    stored: stored.loaded,
    anew: true,
    later: isWhole,
  });
  return settle(plan, stored.loaded, null, again.targets);
}

function settle(plan: FeedPlan, stored: Loaded, checkpoint: Checkpoint | null, targets: Target[]): Prepared {
  const nothing = nothingLoaded(plan);
  const isSameRun = checkpoint !== null && stored.syncId === plan.syncId;
  const rows = isSameRun ? { ...nothing.rows, ...stored.rows } : nothing.rows;
  return { checkpoint, loaded: { ...nothing, rows, arrivals: stored.arrivals }, targets };
}

async function prepareStreams(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
  { stored, anew, later }: { stored: Loaded; anew: boolean; later: boolean },
): Promise<{ targets: Target[]; lost: string | null }> {
  const targets: Target[] = [];
  let lost: string | null = null;
  for (const stream of plan.streams) {
    const slim = wayOf(stream) === "overwrite" && plan.encoding === "pg-copy-binary";
    const prepared = await inTransaction(session, () =>
      prepareStream(session, stream, { slim, anew, later }),
    );
    targets.push(prepared.target);
    if (anew) continue;
    const hadStage = stored.staged.includes(tableKey(stream.table));
    if (prepared.continued || !hadStage || (await isFinished(session, tables, stream, stored.syncId)))
      continue;
    lost = labelOf(stream.table);
  }
  return { targets, lost };
}

/** Then what run `syncId` had staged is where it belongs, and nothing is amiss. */
async function isFinished(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
  syncId: number,
): Promise<boolean> {
  return (await inTransaction(session, () => recordedOutcome(session, tables, { ...plan, syncId }))) !== null;
}

export async function createOwnTables(
  session: PgSession,
  tables: StateTables,
  schema: string,
): Promise<void> {
  if (await hasStateTables(session, tables)) return;
  await lockName(session, "state");
  await createSchemas(session, [schema]);
  const grant = `GRANT USAGE, CREATE ON SCHEMA "${schema}"`;
  for (const statement of createStateTables(tables))
    await session.run(`Creating Sluice's own tables in "${schema}"`, statement, grant);
}

async function prepareStream(
  session: PgSession,
  plan: StreamPlan,
  wish: StageWish,
): Promise<{ target: Target; continued: boolean }> {
  await lockName(session, `table ${sqlTable(plan.table)}`);
  await createSchemas(session, [plan.table.namespace]);
  const way = wayOf(plan);
  if (way === "overwrite") return prepareStage(session, plan, wish);
  const target = await prepareFinal(session, plan);
  // What finish would refuse is refused before hours of loading.
  if (plan.history) stateOfHistory(plan, plan.history, await inspectTable(session, plan.history));
  if (way === "deduped") return prepareStage(session, plan, { ...wish, later: false });
  await emptyLeftStage(session, plan);
  return { target, continued: true };
}

/**
 * A stream that was deduped before may have left rows on their way, which its checkpoint vouches for already: they
 * go into the table as they are.
 */
async function emptyLeftStage(session: PgSession, plan: StreamPlan): Promise<void> {
  const stage = stageName(plan);
  const left = await inspectTable(session, stage);
  if (!left) return;
  const columns = finalColumns(plan)
    .map(({ name }) => name)
    .filter((name) => left.columns.some((column) => column.name === name))
    .map(quoteIdentifier)
    .join(", ");
  const move = `INSERT INTO ${sqlTable(plan.table)} (${columns}) SELECT ${columns} FROM ${sqlTable(stage)}`;
  const isOurs = left.comment === stageLabel(plan);
  const drop = `DROP TABLE ${sqlTable(stage)}`;
  await runAll(session, plan, `Preparing ${labelOf(plan.table)}`, isOurs ? [move, drop] : [drop]);
}

async function prepareFinal(session: PgSession, plan: StreamPlan): Promise<Target> {
  const { table } = plan;
  const { statements, types } = planTable(table, tableColumns(plan), await inspectTable(session, table));
  await runAll(session, plan, `Preparing ${labelOf(table)}`, statements);
  return { plan, table: sqlTable(table), label: labelOf(table), types, hasConstants: true, creation: [] };
}

async function prepareStage(
  session: PgSession,
  plan: StreamPlan,
  { slim, anew, later }: StageWish,
): Promise<{ target: Target; continued: boolean }> {
  const stage = stageName(plan);
  const label = `the stage of ${labelOf(plan.table)}`;
  const doing = `Preparing ${label}`;
  if (later) await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(stage)}`);
  const existing = later ? null : await inspectTable(session, stage);
  const kept = anew && existing ? { ...existing, comment: null } : existing;
  const { statements, types, hasConstants, continued } = planStage(plan, slim, kept);
  if (later) {
    const creation = [...statements, ...(await planStageConstraints(session, plan))];
    return { target: { plan, table: sqlTable(stage), label, types, hasConstants, creation }, continued };
  }
  await runAll(session, plan, doing, statements);
  await runAll(session, plan, doing, await planStageConstraints(session, plan));
  const creation: string[] = [];
  return { target: { plan, table: sqlTable(stage), label, types, hasConstants, creation }, continued };
}

/** Makes the target's table in the open transaction, if that is still to be done; says whether it was. */
export async function createTarget(session: PgSession, target: Target): Promise<boolean> {
  const statements = target.creation;
  if (statements.length === 0) return false;
  target.creation = [];
  await runAll(session, target.plan, `Preparing ${target.label}`, statements);
  return true;
}

async function runAll(
  session: PgSession,
  plan: StreamPlan,
  doing: string,
  statements: string[],
): Promise<void> {
  const grant = `GRANT USAGE, CREATE ON SCHEMA "${plan.table.namespace}"; a table that is there must belong to the user`;
  for (const statement of statements) await session.run(doing, statement, grant);
}
