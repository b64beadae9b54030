import { ConfigError, metaColumns, type Finished, type StreamPlan, type TableName } from "@/connectors/sdk";
import type { Checkpoints } from "./checkpoints";
import type { Session } from "./client";
import { describeTable, planTable, requireOurs, type Existing } from "./evolve";
import {
  arrivalColumn,
  columnList,
  extractedAt,
  finalColumns,
  qualify,
  quote,
  stageColumns,
  stageName,
  stagePrefix,
  type Database,
} from "./layout";
import { mergeStatements } from "./merge";

/** All in one transaction; the result is kept in it, so that a second call finds it and does nothing. */
export async function finishStream(
  session: Session,
  checkpoints: Checkpoints,
  plan: StreamPlan,
): Promise<Finished> {
  const work = async () => {
    await checkpoints.prepare();
    const before = await checkpoints.findFinished(plan);
    return before ?? makeVisible(session, checkpoints, plan);
  };
  return session.alone(async () => {
    await session.run("SET threads = 2");
    await session.reserveMemory(stageColumns(plan).length);
    return session.transaction(work);
  });
}

async function makeVisible(session: Session, checkpoints: Checkpoints, plan: StreamPlan): Promise<Finished> {
  const stages = await findStages(session, checkpoints, plan);
  const loaded = await countLoaded(session, plan, stages);
  const existing = await describeTable(session, plan.table);
  for (const statement of planFinish(session, plan, existing, stages).statements)
    await session.run(statement);
  await dropStages(session, plan);
  const rows = await countRows(session, plan);
  const finished = { rows, superseded: plan.write === "deduped" ? loaded - rows : 0 };
  await checkpoints.recordFinished(plan, finished);
  return finished;
}

/** What makes the rows of `stages` visible, where `existing` stands under the table's name. */
export function planFinish(
  database: Database,
  plan: StreamPlan,
  existing: Existing,
  stages: TableName[],
): { statements: string[]; warnings: string[] } {
  switch (plan.write) {
    case "append":
      return planTable(database, plan.table, existing, finalColumns(plan));
    case "overwrite":
      requireOurs(plan.table, existing);
      return { statements: swapStatements(database, plan, stages), warnings: [] };
    case "deduped": {
      const change = planTable(database, plan.table, existing, finalColumns(plan));
      const merges = stages.flatMap((stage) => mergeStatements(database, plan, stage, change.columns));
      return { statements: [...change.statements, ...merges], warnings: change.warnings };
    }
  }
}

/** Drops what belongs to feeds the stream no longer has, or to runs that never finished, with all the rest. */
export async function dropStages(session: Session, plan: StreamPlan): Promise<void> {
  const names = await session.rows(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND lower(schema_name) = lower($2) AND starts_with(table_name, $3)`,
    [session.catalog, plan.table.namespace, stagePrefix(plan)],
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
      `Nothing that run ${plan.syncId} loaded for ${plan.table.namespace}.${plan.table.name} is there any more. Clear the stream and sync it again.`,
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

function swapStatements(database: Database, plan: StreamPlan, [first, ...others]: TableName[]): string[] {
  if (!first) return [];
  const columns = columnList(stageColumns(plan));
  const whole = qualify(database, first);
  return [
    ...others.map(
      (other) => `INSERT INTO ${whole} (${columns}) SELECT ${columns} FROM ${qualify(database, other)}`,
    ),
    `DROP TABLE IF EXISTS ${qualify(database, plan.table)}`,
    `ALTER TABLE ${whole} RENAME TO ${quote(plan.table.name)}`,
  ];
}
