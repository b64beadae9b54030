import { ConfigError, type Context, type Finished, type StreamPlan, TransientError } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, lockName, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable, stageLabel, stageName, wayOf } from "./layout";
import { mergeStage } from "./merge";
import {
  countLoaded,
  recordedOutcome,
  recordOutcome,
  shownGeneration,
  type StateTables,
  stateTables,
} from "./state";
import { swapStage } from "./swap";
import { type ExistingTable, inspectTable, labelOf } from "./tables";

/** A reader may hold the table for long; others must not have to queue behind us for as long. */
const maxLockAttempts = 20;
const lockPauseMs = 5_000;

/**
 * One transaction: either the table is as the run wants it and the outcome is recorded, or nothing has happened. A
 * second call finds the outcome and gives it back.
 */
export async function finishStream(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<Finished> {
  return withSession(config, ctx, async (session) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inTransaction(session, () => finishOrRecall(session, plan, config, ctx));
      } catch (error) {
        if (!isLocked(error) || attempt === maxLockAttempts) throw error;
        ctx.log("info", `${labelOf(plan.table)} is in use; it is replaced as soon as its readers let go.`);
        await ctx.clock.sleep(lockPauseMs, ctx.signal);
      }
    }
  });
}

async function finishOrRecall(
  session: PgSession,
  plan: StreamPlan,
  config: PostgresDestinationConfig,
  ctx: Context,
): Promise<Finished> {
  const tables = stateTables(config.schema);
  await lockName(session, `table ${sqlTable(plan.table)}`);
  const recorded = await recordedOutcome(session, tables, plan);
  if (recorded) return recorded;
  const outcome = await finishOnce(session, tables, plan, {
    cascade: config.drop_cascade,
    atMs: ctx.clock.now(),
  });
  await recordOutcome(session, tables, plan, outcome);
  return outcome;
}

function isLocked(error: unknown): boolean {
  return error instanceof TransientError && error.cause instanceof Error && sqlState(error.cause) === "55P03";
}

function sqlState(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

async function finishOnce(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
  { cascade, atMs }: { cascade: boolean; atMs: number },
): Promise<Finished> {
  switch (wayOf(plan)) {
    case "append":
      return { rows: await countLoaded(session, tables, plan), superseded: 0 };
    case "overwrite":
      return overwrite(session, tables, plan, { cascade, atMs });
    case "deduped":
      await ownStage(session, plan);
      return mergeStage(session, plan);
  }
}

async function overwrite(
  session: PgSession,
  tables: StateTables,
  plan: StreamPlan,
  { cascade, atMs }: { cascade: boolean; atMs: number },
): Promise<Finished> {
  const stage = await ownStage(session, plan);
  const rows = await countLoaded(session, tables, plan);
  const generation = await shownGeneration(session, tables, plan);
  await swapStage(session, plan, { stage, rows, cascade, former: { generation, atMs } });
  return { rows, superseded: 0 };
}

async function ownStage(session: PgSession, plan: StreamPlan): Promise<ExistingTable> {
  const stage = await inspectTable(session, stageName(plan));
  if (stage?.comment === stageLabel(plan)) return stage;
  throw new ConfigError(
    `The rows that run ${plan.syncId} had staged for ${labelOf(plan.table)} are gone: dropped by someone, or replaced by a newer run. Run the sync again.`,
  );
}
