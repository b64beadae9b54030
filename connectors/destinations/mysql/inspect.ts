import {
  type Context,
  type Measured,
  metaColumns,
  type StreamPlan,
  type TableName,
  warnOfOtherWriters,
} from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { inTransaction, planDatabase, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { findKept } from "./kept";
import {
  chainName,
  extractedAtSql,
  labelOf,
  oldName,
  repairStageName,
  sqlTable,
  stageName,
  tableColumns,
  wayOf,
} from "./layout";
import { inspectMerge, planMerge } from "./merge";
import { forgetOutcome, otherWriters } from "./outcomes";
import { createOwnTables, hasOutcomes } from "./own-tables";
import { type Place, placeOf, withTableLock } from "./prepare";
import { planStage } from "./stage";
import { stageChecks } from "./stage-constraints";
import { forgetFeeds } from "./state";
import { describeSwap, hasDependents } from "./swap";
import { inspectTable, planTable } from "./tables";

/** What this run put there, counted in the tables themselves. */
export async function measureStream(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<Measured> {
  return withSession(config, ctx, async (session) => {
    const rows = await countRun(session, plan, plan.table);
    const versions = plan.history && (await countRun(session, plan, plan.history));
    return versions === null ? { rows } : { rows, versions };
  });
}

async function countRun(session: MySqlSession, plan: StreamPlan, table: TableName): Promise<number> {
  const [row] = await session.query<{ rows: string }>(
    `Counting the rows of ${labelOf(table)}`,
    `SELECT COUNT(*) AS \`rows\` FROM ${sqlTable(table)} WHERE ${quoteIdentifier(metaColumns.extractedAt)} = ${extractedAtSql(plan)}`,
  );
  return Number(row?.rows ?? 0);
}

/** What open() and finish() would run now, found by the same functions, and run by none. */
export async function explainStream(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  return withSession(config, ctx, async (session) => explainInside(await placeOf(session, config), plan));
}

async function explainInside(place: Place, plan: StreamPlan) {
  const { session, exactCollation } = place;
  const statements = await planDatabase(session, plan.table.namespace);
  const warnings: string[] = [];
  const final = await inspectTable(session, plan.table);
  const stage = await inspectTable(session, stageName(plan));
  const way = wayOf(plan);
  if (way === "append")
    statements.push(...planTable(plan.table, tableColumns(plan), final, exactCollation).statements);
  if (way !== "append") {
    const wanted = stageChecks(plan, final, session.server);
    const { statements: make, checks } = planStage(plan, { existing: stage, checks: wanted }, exactCollation);
    statements.push(...make, ...checks);
  }
  if (way === "overwrite") {
    const stays = final !== null && (await hasDependents(session, plan.table, final));
    statements.push(...describeSwap(plan, { existing: final, stays }, exactCollation));
    if (stays)
      warnings.push(
        `Something hangs on ${labelOf(plan.table)} (an index, a constraint, NOT NULL, a trigger): its rows are replaced in place, which takes longer than a swap.`,
      );
  }
  if (way === "deduped") {
    const { prepare, steps } = planMerge(plan, await inspectMerge(session, plan), exactCollation);
    statements.push(...prepare, ...steps.map(({ sql }) => sql));
  }
  if (plan.normalization === "raw" && plan.write === "deduped")
    warnings.push("A raw table keeps every row: deduping begins with normalization.");
  if (final && (await hasOutcomes(session, place.config.database))) {
    const others = await otherWriters(session, place.tables, plan);
    warnings.push(...warnOfOtherWriters(plan, labelOf(plan.table), others));
  }
  return { statements: statements.map(tidy), warnings };
}

function tidy(statement: string): string {
  return statement.replace(/\s+/g, " ").trim();
}

/** Drops the table and its stage and forgets the feeds that loaded it, who cannot commit any more before anything is dropped. */
export async function clearStream(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<void> {
  await withSession(config, ctx, async (session) => {
    const place = await placeOf(session, config);
    await createOwnTables(session, config);
    await withTableLock(session, plan, async () => {
      await inTransaction(session, async () => {
        await forgetFeeds(session, place.tables, plan);
        await forgetOutcome(session, place.tables, plan);
      });
      const beside = [
        stageName(plan),
        repairStageName(plan),
        oldName(plan),
        chainName(plan),
        ...(plan.history ? [plan.history] : []),
      ];
      const kept = (await findKept(session, plan)).map(({ table }) => table);
      for (const table of [...beside, ...kept, plan.table])
        await session.run(`Clearing ${labelOf(plan.table)}`, `DROP TABLE IF EXISTS ${sqlTable(table)}`);
    });
  });
}
