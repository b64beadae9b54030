import { ConfigError, metaColumns, type Finished, type StreamPlan, type TableName } from "@/connectors/sdk";
import type { Checkpoints } from "./checkpoints";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { describeTable, planTable, requireOurs, type Existing } from "./evolve";
import { quote } from "@/connectors/sdk/duckdb/names";
import {
  arrivalColumn,
  columnList,
  extractedAt,
  finalColumns,
  qualify,
  stageColumns,
  stageName,
  stagePrefix,
  type Database,
} from "./layout";
import { keepStatements, dropKept } from "./kept";
import { planMerge, type Step } from "./merge";

/** All in one transaction; the result is kept in it, so that a second call finds it and does nothing. */
export async function finishStream(
  session: Session,
  checkpoints: Checkpoints,
  plan: StreamPlan,
  atMs: number,
): Promise<Finished> {
  const work = async () => {
    await checkpoints.prepare();
    const before = await checkpoints.findFinished(plan);
    return before ?? makeVisible(session, checkpoints, plan, atMs);
  };
  return session.alone(async () => {
    await session.run("SET threads = 2");
    await session.reserveMemory(stageColumns(plan).length);
    return session.transaction(work);
  });
}

async function makeVisible(
  session: Session,
  checkpoints: Checkpoints,
  plan: StreamPlan,
  atMs: number,
): Promise<Finished> {
  const stages = await findStages(session, checkpoints, plan);
  const loaded = plan.write === "deduped" ? await countLoaded(session, plan, stages) : 0;
  const existing = await describeTable(session, plan.table);
  const history: Existing = plan.history ? await describeTable(session, plan.history) : { kind: "none" };
  const former = { generation: await checkpoints.shownGeneration(plan), atMs };
  let deleted = 0;
  for (const { sql, counts } of planFinish(session, plan, { existing, history, stages, former }).steps) {
    if (counts) deleted += await session.number(sql);
    else await session.run(sql);
  }
  await dropStages(session, plan);
  if (plan.write === "overwrite") await dropKept(session, plan, plan.keepGenerations);
  const rows = await countRows(session, plan);
  const finished: Finished = {
    rows,
    superseded: plan.write === "deduped" ? loaded - rows : 0,
    ...(deleted > 0 ? { deleted } : {}),
    ...(plan.history ? { versions: await countRows(session, plan, plan.history) } : {}),
  };
  await checkpoints.recordFinished(plan, finished);
  return finished;
}

export interface FinishInput {
  existing: Existing;
  history: Existing;
  stages: TableName[];
  /** The generation that gives way to an overwrite, and when. */
  former: { generation: number; atMs: number };
}

/** What makes the rows of `stages` visible, where `existing` stands under the table's name. */
export function planFinish(
  database: Database,
  plan: StreamPlan,
  input: FinishInput,
): { steps: Step[]; warnings: string[] } {
  const { existing, stages } = input;
  switch (plan.write) {
    case "append": {
      const { statements, warnings } = planTable(database, plan.table, existing, finalColumns(plan));
      return { steps: statements.map((sql) => ({ sql })), warnings };
    }
    case "overwrite":
      requireOurs(plan.table, existing);
      return { steps: swapStatements(database, plan, input).map((sql) => ({ sql })), warnings: [] };
    case "deduped":
      return planMerge(database, plan, { existing, history: input.history, stages });
  }
}

/**
 * Drops what belongs to feeds the stream no longer has, or to runs that never finished, with all the rest. A repair drops
 * those of repairs alone.
 */
export async function dropStages(session: Session, plan: StreamPlan): Promise<void> {
  const names = await session.rows(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND lower(schema_name) = lower($2)
        AND (starts_with(table_name, $3) OR starts_with(table_name, $4))`,
    [session.catalog, plan.table.namespace, stagePrefix(plan), stagePrefix({ ...plan, repairs: true })],
  );
  for (const [name] of names)
    await session.run(
      `DROP TABLE ${qualify(session, { namespace: plan.table.namespace, name: String(name) })}`,
    );
}

/** Rows of the final table that carry the run's `extractedAtMs`. */
export async function countRows(session: Session, plan: StreamPlan, table = plan.table): Promise<number> {
  return session.number(
    `SELECT count(*) FROM ${qualify(session, table)} WHERE ${quote(metaColumns.extractedAt)} = ${extractedAt(plan)}`,
  );
}

/**
 * The stages whose rows `finish` must make visible: with overwrite those that this run filled, with dedup also those
 * that an earlier run filled and never finished, because the position that was resumed from vouches for their rows.
 */
async function findStages(
  session: Session,
  checkpoints: Checkpoints,
  plan: StreamPlan,
): Promise<TableName[]> {
  if (plan.write === "append") return [];
  const feeds = await checkpoints.feedsOf(plan);
  const stages: TableName[] = [];
  for (const { feedId, syncId } of feeds) {
    if (syncId === null || (plan.write === "overwrite" && syncId !== plan.syncId)) continue;
    const stage = { namespace: plan.table.namespace, name: stageName(plan, feedId) };
    const existing = await describeTable(session, stage);
    if (existing.kind === "table" && isStageOf(plan, existing)) stages.push(stage);
  }
  if (stages.length === 0)
    throw new ConfigError(
      `Nothing that run ${plan.syncId} loaded for ${plan.table.namespace}.${plan.table.name} is there any more. ${plan.repairs ? "Repair the stream again" : "Clear the stream and sync it again"}.`,
    );
  return stages;
}

/** A feed of another run may have left one of a full refresh: its rows are in no order that a merge could go by. */
function isStageOf(plan: StreamPlan, { columns }: Extract<Existing, { kind: "table" }>): boolean {
  return plan.write !== "deduped" || columns.some(({ name }) => name === arrivalColumn);
}

async function countLoaded(session: Session, plan: StreamPlan, stages: TableName[]): Promise<number> {
  let rows = 0;
  for (const stage of stages)
    rows += await session.number(
      `SELECT count(*) FROM ${qualify(session, stage)} WHERE ${quote(metaColumns.extractedAt)} = ${extractedAt(plan)} AND ${quote(metaColumns.rawId)} IS NOT NULL`,
    );
  return rows;
}

function swapStatements(
  database: Database,
  plan: StreamPlan,
  { existing, stages: [first, ...others], former }: FinishInput,
): string[] {
  if (!first) return [];
  const columns = columnList(stageColumns(plan));
  const whole = qualify(database, first);
  const keeps = plan.keepGenerations > 0 && existing.kind === "table";
  return [
    ...others.map(
      (other) => `INSERT INTO ${whole} (${columns}) SELECT ${columns} FROM ${qualify(database, other)}`,
    ),
    ...(keeps ? keepStatements(database, plan, former) : []),
    `DROP TABLE IF EXISTS ${qualify(database, plan.table)}`,
    `ALTER TABLE ${whole} RENAME TO ${quote(plan.table.name)}`,
  ];
}
