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
import { askForSchema, askLock, createSchemas, endOlderWriters, inTransaction } from "./client";
import { beginAnew } from "./anew";
import { stateOfHistory } from "./history";
import { dropForeignKeyIndexes } from "./key-index";
import { finalColumns, sqlTable, stageLabel, stageName, tableColumns, tableKey, wayOf } from "./layout";
import { createOwnTables } from "./own-tables";
import { emptyOfRun } from "./quarantine";
import { planStage } from "./stage";
import { planStageConstraints } from "./stage-constraints";
import {
  askForStateTables,
  askOutcome,
  type Loaded,
  nothingLoaded,
  raiseFence,
  type StateTables,
  type StoredFeed,
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
  /** Pages that it had before; 0 for a stage. */
  pages: number;
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
  const { stored, continued } = await takeOver(session, tables, plan, schema);
  // A careful writer fills a table behind savepoints, where rows cannot be written as old ones.
  const isWhole = plan.isWhole === true && !plan.careful;
  const later = continued === null && isWhole;
  const attempt = await prepareStreams(session, plan, { anew: false, later });
  const lost = continued && (await findLost(session, tables, attempt, stored.loaded));
  const targets = attempt.map(({ target }) => target);
  if (!lost) return settle(plan, stored.loaded, continued, targets);
  ctx.log("warn", `The staged rows of ${lost} are gone: its feed is read from the start.`);
  const again = await prepareStreams(session, plan, { anew: true, later: isWhole });
  await inTransaction(session, (_none, last) => Promise.resolve(void last.push(emptyOfRun(tables, plan))));
  return settle(
    plan,
    stored.loaded,
    null,
    again.map(({ target }) => target),
  );
}

/** The feed is this writer's from here on. What its run has in the quarantine goes, if it is read from the start. */
function takeOver(
  session: PgSession,
  tables: StateTables,
  plan: FeedPlan,
  schema: string,
): Promise<{ stored: StoredFeed; continued: Checkpoint | null }> {
  return inTransaction(
    session,
    async ([hasTables], last) => {
      if (!hasTables) await createOwnTables(session, tables, schema);
      const found = await raiseFence(session, tables, plan);
      if (plan.anew) await session.run("Ending older writers", endOlderWriters(plan));
      else last.push(endOlderWriters(plan));
      const stored = plan.anew ? await beginAnew(session, tables, plan, found) : found;
      const continued = continueFrom(stored.checkpoint, plan);
      if (continued === null) last.push(emptyOfRun(tables, plan));
      return { stored, continued };
    },
    { doing: "Looking for Sluice's own tables", first: [askForStateTables(tables)] },
  );
}

function settle(plan: FeedPlan, stored: Loaded, checkpoint: Checkpoint | null, targets: Target[]): Prepared {
  const nothing = nothingLoaded(plan);
  const isSameRun = checkpoint !== null && stored.syncId === plan.syncId;
  const rows = isSameRun ? { ...nothing.rows, ...stored.rows } : nothing.rows;
  const pages = Object.fromEntries(targets.map(({ plan: { table }, pages }) => [tableKey(table), pages]));
  const from = isSameRun ? { ...pages, ...stored.from } : pages;
  return { checkpoint, loaded: { ...nothing, rows, from, arrivals: stored.arrivals }, targets };
}

interface PreparedStream {
  target: Target;
  /** What an earlier attempt or run has staged is still there. */
  continued: boolean;
}

async function prepareStreams(
  session: PgSession,
  plan: FeedPlan,
  wish: Pick<StageWish, "anew" | "later">,
): Promise<PreparedStream[]> {
  const streams: PreparedStream[] = [];
  for (const stream of plan.streams) {
    const slim = wayOf(stream) === "overwrite" && plan.encoding === "pg-copy-binary";
    streams.push(await prepareStream(session, stream, { ...wish, slim }));
  }
  return streams;
}

/** The table whose staged rows the checkpoint vouches for, but that are neither there nor where they belong. */
async function findLost(
  session: PgSession,
  tables: StateTables,
  streams: PreparedStream[],
  stored: Loaded,
): Promise<string | null> {
  for (const { target, continued } of streams) {
    const { table } = target.plan;
    if (continued || !stored.staged.includes(tableKey(table))) continue;
    const isFinished = await inTransaction(session, ([outcome]) => Promise.resolve(outcome !== null), {
      doing: "Looking up the outcome",
      first: [askOutcome(tables, { ...target.plan, syncId: stored.syncId })],
    });
    if (!isFinished) return labelOf(table);
  }
  return null;
}

function prepareStream(session: PgSession, plan: StreamPlan, wish: StageWish): Promise<PreparedStream> {
  return inTransaction(
    session,
    ([, hasSchema], last) => prepareInside(session, plan, { ...wish, hasSchema, last }),
    {
      doing: `Waiting for other sessions at ${labelOf(plan.table)}`,
      first: [askLock(`table ${sqlTable(plan.table)}`), askForSchema(plan.table.namespace)],
    },
  );
}

async function prepareInside(
  session: PgSession,
  plan: StreamPlan,
  wish: StageWish & { hasSchema: boolean; last: string[] },
): Promise<PreparedStream> {
  if (!wish.hasSchema) await createSchemas(session, [plan.table.namespace]);
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
  const existing = await inspectTable(session, table);
  const { statements, types } = planTable(table, tableColumns(plan), existing);
  await runAll(session, plan, `Preparing ${labelOf(table)}`, [
    ...dropForeignKeyIndexes(plan, existing),
    ...statements,
  ]);
  const pages = existing?.pages ?? 0;
  return {
    plan,
    table: sqlTable(table),
    label: labelOf(table),
    types,
    hasConstants: true,
    creation: [],
    pages,
  };
}

async function prepareStage(
  session: PgSession,
  plan: StreamPlan,
  { slim, anew, later, last }: StageWish & { last: string[] },
): Promise<PreparedStream> {
  const stage = stageName(plan);
  const label = `the stage of ${labelOf(plan.table)}`;
  const existing = later ? null : await inspectTable(session, stage);
  const kept = anew && existing ? { ...existing, comment: null } : existing;
  const { statements, types, hasConstants, continued } = planStage(plan, slim, kept);
  const present = continued && existing ? existing.checks : [];
  const creation = [...statements, ...(await planStageConstraints(session, plan, present))];
  const target = { plan, table: sqlTable(stage), label, types, hasConstants, creation, pages: 0 };
  if (later) {
    last.push(`DROP TABLE IF EXISTS ${sqlTable(stage)}`);
    return { target, continued };
  }
  await createTarget(session, target);
  return { target, continued };
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
  if (statements.length > 0) await session.run(doing, statements.join("; "), grant);
}
