import { ConfigError, type Context, type Finished, type StreamPlan } from "@/connectors/sdk";
import { errnoOf } from "@/connectors/sdk/mysql/errors";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { inTransaction, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { chainName, keyIndexName, labelOf, oldName, sqlTable, stageLabel, stageName, wayOf } from "./layout";
import { planMerge, runMerge } from "./merge";
import { type Place, placeOf, withTableLock } from "./prepare";
import { recordedOutcome, recordOutcome } from "./outcomes";
import { countLoaded } from "./state";
import {
  hasDependents,
  isSwapped,
  replaceStatements,
  swapStatement,
  tidyStatements,
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
        return await withTableLock(session, plan, () => finishOrRecall(place, plan));
      } catch (error) {
        if (errnoOf(error) !== lockTimedOut || attempt === maxLockAttempts) throw error;
        ctx.log("info", `${labelOf(plan.table)} is in use; it is replaced as soon as its readers let go.`);
        await ctx.clock.sleep(lockPauseMs, ctx.signal);
      }
    }
  });
}

async function finishOrRecall(place: Place, plan: StreamPlan): Promise<Finished> {
  const recorded = await recordedOutcome(place.session, place.tables, plan);
  const outcome = recorded ?? (await finishOnce(place, plan));
  if (wayOf(plan) === "overwrite") await tidyUp(place, plan);
  if (wayOf(plan) === "deduped") await dropWorkings(place, plan);
  return outcome;
}

async function finishOnce(place: Place, plan: StreamPlan): Promise<Finished> {
  const { session, tables } = place;
  switch (wayOf(plan)) {
    case "append": {
      const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
      await recordOutcome(session, tables, plan, outcome);
      return outcome;
    }
    case "overwrite":
      return overwrite(place, plan);
    case "deduped":
      return merge(place, plan);
  }
}

async function merge(place: Place, plan: StreamPlan): Promise<Finished> {
  const { session, tables, exactCollation } = place;
  const stage = await requireStage(place, plan);
  const table = await inspectTable(session, plan.table);
  const history = plan.history && (await inspectTable(session, plan.history));
  const { prepare, steps } = planMerge(plan, { table, stage, history }, exactCollation);
  for (const statement of prepare) await session.run(`Preparing ${labelOf(plan.table)}`, statement);
  return inTransaction(session, async () => {
    const outcome = await runMerge(session, plan, steps);
    await recordOutcome(session, tables, plan, outcome);
    return outcome;
  });
}

async function overwrite(place: Place, plan: StreamPlan): Promise<Finished> {
  const { session, tables } = place;
  const doing = `Replacing ${labelOf(plan.table)}`;
  const existing = await inspectTable(session, plan.table);
  if (!isSwapped(plan, existing)) {
    await requireStage(place, plan);
    if (existing?.isView) widenStatements(plan, existing, place.exactCollation);
    if (existing && (await hasDependents(session, plan.table, existing)))
      return replaceRows(place, plan, existing);
    await session.run(doing, `DROP TABLE IF EXISTS ${sqlTable(oldName(plan))}`);
    await session.run(doing, swapStatement(plan, existing));
  }
  const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
  await recordOutcome(session, tables, plan, outcome);
  return outcome;
}

/** The rows and the outcome in one transaction. Columns that are added before are empty until then. */
async function replaceRows(place: Place, plan: StreamPlan, existing: ExistingTable): Promise<Finished> {
  const { session, tables } = place;
  const doing = `Replacing the rows of ${labelOf(plan.table)}`;
  for (const statement of widenStatements(plan, existing, place.exactCollation))
    await session.run(doing, statement);
  return inTransaction(session, async () => {
    for (const statement of replaceStatements(plan)) await session.run(doing, statement);
    const outcome = { rows: await countLoaded(session, tables, plan), superseded: 0 };
    await recordOutcome(session, tables, plan, outcome);
    return outcome;
  });
}

/** Nothing of this is needed for the rows to be right; a crash in between leaves it to the next call. */
async function tidyUp({ session }: Place, plan: StreamPlan): Promise<void> {
  const doing = `Tidying up behind ${labelOf(plan.table)}`;
  const table = await inspectTable(session, plan.table);
  const old = await inspectTable(session, oldName(plan));
  for (const statement of tidyStatements(plan, table, old)) await session.run(doing, statement);
  const stage = await inspectTable(session, stageName(plan));
  if (stage?.comment === stageLabel(plan))
    await session.run(doing, `DROP TABLE ${sqlTable(stageName(plan))}`);
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
  throw new ConfigError(
    `The rows that run ${plan.syncId} had staged for ${labelOf(plan.table)} are gone: dropped by someone, or replaced by a newer run. Run the sync again.`,
  );
}
