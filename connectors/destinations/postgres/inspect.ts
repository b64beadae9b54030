import { type Context, type StreamPlan, warnOfOtherWriters } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, lockName, planSchema, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { askForDependents } from "./dependents";
import { encodingsOf } from "./encodings";
import { dropKept } from "./kept";
import { dropForeignKeyIndexes } from "./key-index";
import { repairStageName, sqlTable, stageName, tableColumns, wayOf } from "./layout";
import { planMerge } from "./merge";
import { createOwnTables } from "./own-tables";
import { planStage } from "./stage";
import { askForStateTables, askOtherWriters, forgetFeeds, stateTables } from "./state";
import { describeSwap } from "./swap";
import { inspectTable, labelOf, planTable } from "./tables";

/** What open() and finish() would run now, found by the same functions, and run by none. */
export async function explainStream(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  return withSession(config, ctx, async (session) => {
    await session.begin("read snapshot");
    const explained = await explainInside(session, plan, config);
    await session.commit();
    return explained;
  });
}

async function explainInside(session: PgSession, plan: StreamPlan, config: PostgresDestinationConfig) {
  const statements = await planSchema(session, plan.table.namespace);
  const warnings: string[] = [];
  const final = await inspectTable(session, plan.table);
  const stage = await inspectTable(session, stageName(plan));
  const way = wayOf(plan);
  if (way !== "overwrite") {
    statements.push(...dropForeignKeyIndexes(plan, final));
    statements.push(...planTable(plan.table, tableColumns(plan), final).statements);
  }
  if (way !== "append") statements.push(...planStage(plan, encodingsOf(plan).length > 0, stage).statements);
  if (way === "overwrite") {
    const [hasDependents] = await session.ask(`Looking at ${labelOf(plan.table)}`, [
      askForDependents(plan.table),
    ]);
    const keeps = final !== null && hasDependents;
    statements.push(...describeSwap(plan, final, keeps, config.drop_cascade));
    if (keeps) warnings.push(dependentsWarning(plan, config.drop_cascade));
  }
  if (way === "deduped") {
    const history = plan.history && (await inspectTable(session, plan.history));
    const { opening, firstLoad, steps, emptyStage } = planMerge(plan, final, history);
    const merge = [
      ...opening.map(({ sql }) => sql),
      ...(firstLoad ?? steps.map(({ sql }) => sql)),
      emptyStage,
    ];
    statements.push(...merge.filter((sql) => !statements.includes(sql)));
  }
  if (plan.normalization === "raw" && plan.write === "deduped")
    warnings.push("A raw table keeps every row: deduping begins with normalization.");
  if (final) warnings.push(...(await warnOfOthers(session, plan, config)));
  return { statements: statements.map(tidy), warnings };
}

async function warnOfOthers(session: PgSession, plan: StreamPlan, { schema }: PostgresDestinationConfig) {
  const tables = stateTables(schema);
  const doing = "Looking for other writers";
  const [isThere] = await session.ask(doing, [askForStateTables(tables)]);
  const [others] = isThere ? await session.ask(doing, [askOtherWriters(tables, plan)]) : [[]];
  return warnOfOtherWriters(plan, labelOf(plan.table), others);
}

function dependentsWarning(plan: StreamPlan, cascade: boolean): string {
  return cascade
    ? `What depends on ${labelOf(plan.table)} (views, for example) is dropped with it.`
    : `Something depends on ${labelOf(plan.table)} (a view, an index, a comment): its rows are replaced in place, which takes longer than a swap.`;
}

function tidy(statement: string): string {
  return statement.replace(/\s+/g, " ").trim();
}

/** Drops the table and its stage and forgets the feeds that loaded it. What depends on the table stops it, unless CASCADE is on. */
export async function clearStream(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<void> {
  const tables = stateTables(config.schema);
  const cascade = config.drop_cascade ? " CASCADE" : "";
  await withSession(config, ctx, async (session) => {
    await inTransaction(session, () => createOwnTables(session, tables, config.schema));
    await inTransaction(session, async () => {
      await lockName(session, `table ${sqlTable(plan.table)}`);
      await forgetFeeds(session, tables, plan);
      await dropKept(session, plan, 0);
      await session.run(
        `Clearing ${labelOf(plan.table)}`,
        `DROP TABLE IF EXISTS ${[stageName(plan), repairStageName(plan)].map(sqlTable).join(", ")}; DROP TABLE IF EXISTS ${[plan.table, ...(plan.history ? [plan.history] : [])].map(sqlTable).join(", ")}${cascade}`,
      );
    });
  });
}
