import { ConfigError, type Context, type Finished, type StreamPlan, TransientError } from "@/connectors/sdk";
import { requireTable } from "@/connectors/sdk/deduping/require-table";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { askLock, inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { askForKept, type KeptTable } from "./kept";
import { repairStageName, sqlTable, stageLabel, stageName, tableColumns, wayOf } from "./layout";
import { mergeStage } from "./merge";
import { askLoaded, askOutcome, askShownGeneration, recordOutcome, stateTables } from "./state";
import { sqlState } from "./sql-state";
import { swapStage } from "./swap";
import { askTable, type ExistingTable, labelOf } from "./tables";

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
        return await finishOrRecall(session, plan, config, ctx);
      } catch (error) {
        if (!isLocked(error) || attempt === maxLockAttempts) throw error;
        ctx.log("info", `${labelOf(plan.table)} is in use; it is replaced as soon as its readers let go.`);
        await ctx.clock.sleep(lockPauseMs, ctx.signal);
      }
    }
  });
}

function finishOrRecall(
  session: PgSession,
  plan: StreamPlan,
  config: PostgresDestinationConfig,
  ctx: Context,
): Promise<Finished> {
  const tables = stateTables(config.schema);
  return inTransaction(
    session,
    async ([, recorded, loaded, shown, stage, table, kept, mending], last) => {
      if (mending) last.push(dropRepairStage(plan));
      if (recorded) return recorded;
      const former = { generation: shown, atMs: ctx.clock.now() };
      const found = { loaded, stage, table, kept, former, cascade: config.drop_cascade };
      const outcome = await finishOnce(session, plan, found);
      last.push(recordOutcome(tables, plan, outcome));
      return outcome;
    },
    {
      doing: `Looking at ${labelOf(plan.table)}`,
      first: [
        askLock(`table ${sqlTable(plan.table)}`),
        askOutcome(tables, plan),
        askLoaded(tables, plan),
        askShownGeneration(tables, plan),
        askTable(stageName(plan)),
        askTable(plan.table),
        askForKept(plan),
        askTable(repairStageName(plan)),
      ],
    },
  );
}

/**
 * With its repair, or behind one that was broken off. A sync does not wait for a repair that is writing: it leaves the
 * stage to the next one.
 */
function dropRepairStage(plan: StreamPlan): string {
  const stage = sqlTable(repairStageName(plan));
  if (plan.repairs) return `DROP TABLE ${stage}`;
  const block = `BEGIN LOCK TABLE ${stage} IN ACCESS EXCLUSIVE MODE NOWAIT; DROP TABLE ${stage}; EXCEPTION WHEN lock_not_available THEN NULL; END`;
  return `DO ${quoteLiteral(block)}`;
}

function isLocked(error: unknown): boolean {
  return error instanceof TransientError && sqlState(error) === "55P03";
}

/** How things stand before. */
interface Found {
  /** Rows of the run. */
  loaded: number;
  stage: ExistingTable | null;
  table: ExistingTable | null;
  kept: KeptTable[];
  /** The generation that the table shows, which gives way now. */
  former: { generation: number; atMs: number };
  cascade: boolean;
}

async function finishOnce(session: PgSession, plan: StreamPlan, found: Found): Promise<Finished> {
  const { loaded: rows, table } = found;
  switch (wayOf(plan)) {
    case "append":
      return { rows, superseded: 0 };
    case "overwrite":
      await swapStage(session, plan, { ...found, rows, stage: ownStage(plan, found) });
      return { rows, superseded: 0 };
    case "deduped":
      ownStage(plan, found);
      requireTable(labelOf(plan.table), namesOf(tableColumns(plan)), table && namesOf(table.columns));
      return mergeStage(session, plan, table);
  }
}

function namesOf(columns: { name: string }[]): string[] {
  return columns.map(({ name }) => name);
}

function ownStage(plan: StreamPlan, { stage }: Found): ExistingTable {
  if (stage?.comment === stageLabel(plan)) return stage;
  const again = plan.repairs ? "Repair the stream again" : "Run the sync again";
  throw new ConfigError(
    `The rows that run ${plan.syncId} had staged for ${labelOf(plan.table)} are gone: dropped by someone, or replaced by a newer run. ${again}.`,
  );
}
