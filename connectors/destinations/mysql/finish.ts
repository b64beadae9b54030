import { ConfigError, type Context, type Finished, type StreamPlan } from "@/connectors/sdk";
import { requireTable } from "@/connectors/sdk/deduping/require-table";
import { errnoOf } from "@/connectors/sdk/mysql/errors";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { inTransaction, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { copyStatements } from "./kept";
import {
  chainName,
  keyIndexName,
  labelOf,
  repairStageName,
  sqlTable,
  stageLabel,
  stageName,
  tableColumns,
  wayOf,
} from "./layout";
import { inspectMerge, planMerge, runMerge } from "./merge";
import { type Place, placeOf, withTableLock } from "./prepare";
import { recordedOutcome, recordOutcome } from "./outcomes";
import { planStageChecks } from "./stage-constraints";
import { countLoaded } from "./state";
import { settleGenerations } from "./settle";
import {
  hasDependents,
  isSwapped,
  replacedName,
  replaceStatements,
  swapStatement,
  widenStatements,
} from "./swap";
import { type ExistingTable, inspectTable } from "./tables";

/** A reader may hold the table for long; others must not have to queue behind us for as long. */
const lockPatienceSeconds = 3;
const maxLockAttempts = 20;
const lockPauseMs = 5_000;
const lockTimedOut = 1205;

/**
 * Statements that change tables commit by themselves here, so this is a row of steps, each of which can be the last
 * one before a crash; the next call finds out where it was, and goes on. See README.md.
 */
export async function finishStream(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<Finished> {
  return withSession(config, ctx, async (session) => {
    const place = await placeOf(session, config);
    await session.run("Setting up the session", `SET SESSION lock_wait_timeout = ${lockPatienceSeconds}`);
    for (let attempt = 1; ; attempt++) {
      try {
        return await withTableLock(session, plan, () => finishOrRecall(place, plan, ctx.clock.now()));
      } catch (error) {
        if (errnoOf(error) !== lockTimedOut || attempt === maxLockAttempts) throw error;
        ctx.log("info", `${labelOf(plan.table)} is in use; it is replaced as soon as its readers let go.`);
        await ctx.clock.sleep(lockPauseMs, ctx.signal);
      }
    }
  });
}

async function finishOrRecall(place: Place, plan: StreamPlan, atMs: number): Promise<Finished> {
  const recorded = await recordedOutcome(place.session, place.tables, plan);
  const outcome = recorded ?? (await finishOnce(place, plan, atMs));
  if (wayOf(plan) === "overwrite") await tidyUp(place, plan, atMs);
  if (wayOf(plan) === "deduped") await dropWorkings(place, plan);
  await dropRepairStage(place, plan);
  return outcome;
}

/**
 * With its repair, or behind one that was broken off. A sync does not wait for a repair that is writing: it leaves the
 * stage to the next one.
 */
async function dropRepairStage({ session }: Place, plan: StreamPlan): Promise<void> {
  const stage = sqlTable(repairStageName(plan));
  try {
    await session.run(`Tidying up behind ${labelOf(plan.table)}`, `DROP TABLE IF EXISTS ${stage}`);
  } catch (error) {
    if (plan.repairs || errnoOf(error) !== lockTimedOut) throw error;
  }
}

async function finishOnce(place: Place, plan: StreamPlan, atMs: number): Promise<Finished> {
  const { session, tables } = place;
  switch (wayOf(plan)) {
    case "append": {
      const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
      await recordOutcome(session, tables, plan, outcome);
      return outcome;
    }
    case "overwrite":
      return overwrite(place, plan, atMs);
    case "deduped":
      return merge(place, plan);
  }
}

async function merge(place: Place, plan: StreamPlan): Promise<Finished> {
  const { session, tables, exactCollation } = place;
  await requireStage(place, plan);
  const found = await inspectMerge(session, plan);
  requireTable(labelOf(plan.table), namesOf(tableColumns(plan)), found.table && namesOf(found.table.columns));
  const { prepare, steps } = planMerge(plan, found, exactCollation);
  for (const statement of prepare) await session.run(`Preparing ${labelOf(plan.table)}`, statement);
  return inTransaction(session, async () => {
    const outcome = await runMerge(session, plan, steps);
    await recordOutcome(session, tables, plan, outcome);
    return outcome;
  });
}

function namesOf(columns: { name: string }[]): string[] {
  return columns.map(({ name }) => name);
}

async function overwrite(place: Place, plan: StreamPlan, atMs: number): Promise<Finished> {
  const { session, tables } = place;
  const doing = `Replacing ${labelOf(plan.table)}`;
  if (!isSwapped(plan, await inspectTable(session, plan.table))) {
    const stage = await requireStage(place, plan);
    const shown = await settleGenerations(place, plan, { most: Number.POSITIVE_INFINITY, atMs });
    const existing = await inspectTable(session, plan.table);
    if (existing?.isView) widenStatements(plan, existing, place.exactCollation);
    if (existing && (await hasDependents(session, plan.table, existing)))
      return replaceRows(place, plan, existing, { generation: shown, atMs });
    // A table that has constraints stays; what the stage has are those that it had, and has no more.
    for (const statement of planStageChecks(plan, stage, [])) await session.run(doing, statement);
    const replaced = replacedName(plan, shown);
    if (existing) await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(replaced)}`);
    await session.run(doing, swapStatement(plan, existing && replaced));
  }
  const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
  await recordOutcome(session, tables, plan, outcome);
  return outcome;
}

/** The rows and the outcome in one transaction. Columns that are added before are empty until then. */
async function replaceRows(
  place: Place,
  plan: StreamPlan,
  existing: ExistingTable,
  former: { generation: number; atMs: number },
): Promise<Finished> {
  const { session, tables } = place;
  const doing = `Replacing the rows of ${labelOf(plan.table)}`;
  const keep = plan.keepGenerations > 0 ? copyStatements(plan, existing, former) : [];
  for (const statement of [...keep, ...widenStatements(plan, existing, place.exactCollation)])
    await session.run(doing, statement);
  return inTransaction(session, async () => {
    for (const statement of replaceStatements(plan)) await session.run(doing, statement);
    const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
    await recordOutcome(session, tables, plan, outcome);
    return outcome;
  });
}

/** Nothing of this is needed for the rows to be right; a crash in between leaves it to the next call. */
async function tidyUp(place: Place, plan: StreamPlan, atMs: number): Promise<void> {
  const { session } = place;
  await settleGenerations(place, plan, { most: plan.keepGenerations, atMs });
  const stage = await inspectTable(session, stageName(plan));
  if (stage?.comment === stageLabel(plan))
    await session.run(`Tidying up behind ${labelOf(plan.table)}`, `DROP TABLE ${sqlTable(stageName(plan))}`);
}

/** The chains, and what the stage was searched by, which would slow down the next rows on their way into it. */
async function dropWorkings({ session }: Place, plan: StreamPlan): Promise<void> {
  const doing = `Tidying up behind ${labelOf(plan.table)}`;
  if (plan.history) await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(chainName(plan))}`);
  const name = keyIndexName(stageName(plan), plan.key);
  const stage = await inspectTable(session, stageName(plan));
  if (!stage?.indexes.includes(name)) return;
  await session.run(doing, `ALTER TABLE ${sqlTable(stageName(plan))} DROP INDEX ${quoteIdentifier(name)}`);
}

async function requireStage({ session }: Place, plan: StreamPlan): Promise<ExistingTable> {
  const stage = await inspectTable(session, stageName(plan));
  if (stage?.comment === stageLabel(plan)) return stage;
  const again = plan.repairs ? "Repair the stream again" : "Run the sync again";
  throw new ConfigError(
    `The rows that run ${plan.syncId} had staged for ${labelOf(plan.table)} are gone: dropped by someone, or replaced by a newer run. ${again}.`,
  );
}
