import { deletedAtColumn, type Finished, type StreamPlan } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { planChildMerge } from "./children";
import { planDeletesAfter, planDeletesBefore } from "./deletes";
import { type HistoryState, planHistory, stateOfHistory } from "./history";
import { planFirstLoad, tryFirstLoad } from "./first-load";
import { isUniqueByKey, planKeyIndex } from "./key-index";
import { planHistoryMend } from "./mend-history";
import { finalColumns, sqlTable, stageName, tableColumns } from "./layout";
import { measureInside } from "./measure";
import { type MergeNames, mergeNames } from "./merge-names";
import { type ExistingTable, inspectTable, labelOf, planTable } from "./tables";
import { planUpsert } from "./upsert";

/** One statement of a merge. One that `counts` gives a single number, `count`. */
export interface MergeStep {
  sql: string;
  counts?: "staged" | "rows" | "deleted" | "versions";
  /** To run only where one before it found a `surplus`. */
  ofSurplus?: true;
}

/** All that `finish` runs for a deduplicated stream. */
export interface Merge {
  /** First, whatever the table holds. */
  opening: MergeStep[];
  /** To be tried in the place of `steps`; null: nothing but they will do. */
  firstLoad: string[] | null;
  steps: MergeStep[];
  /** Last. */
  emptyStage: string;
}

/**
 * Merges the stage into the table by key, and empties it, in the open transaction. Of the rows of a key the newest
 * stays: by cursor (none is the oldest), then by the run that brought it, then by arrival. A row whose key has a null
 * is like no other and is added. Sets, not rows: a handful of statements whatever the number of rows.
 */
export async function mergeStage(
  session: PgSession,
  plan: StreamPlan,
  table: ExistingTable | null,
): Promise<Finished> {
  const doing = `Merging into ${labelOf(plan.table)}`;
  const counts = { staged: 0, rows: 0, deleted: 0, versions: 0 };
  const history = plan.history && (await inspectTable(session, plan.history));
  const { opening, firstLoad, steps, emptyStage } = planMerge(plan, table, history);
  await take(session, doing, opening, counts);
  if (firstLoad && (await tryFirstLoad(session, doing, firstLoad)))
    counts.rows = counts.versions = counts.staged;
  else await take(session, doing, steps, counts);
  const measured = await measureInside(session, plan);
  await session.run(doing, emptyStage);
  return {
    rows: counts.rows,
    superseded: counts.staged - counts.rows,
    ...(counts.deleted > 0 ? { deleted: counts.deleted } : {}),
    ...(plan.history ? { versions: counts.versions } : {}),
    measured,
  };
}

async function take(
  session: PgSession,
  doing: string,
  steps: MergeStep[],
  counts: Record<NonNullable<MergeStep["counts"]>, number>,
): Promise<void> {
  let hasSurplus = false;
  for (const { sql, counts: what, ofSurplus } of steps) {
    if (ofSurplus && !hasSurplus) continue;
    if (!what) {
      await session.run(doing, sql);
      continue;
    }
    const [row] = await session.query<{ count: string; surplus?: boolean }>(doing, sql);
    counts[what] += Number(row?.count ?? 0);
    hasSurplus ||= row?.surplus ?? false;
  }
}

/** What is run where the table and its history stand as given. */
export function planMerge(
  plan: StreamPlan,
  table: ExistingTable | null,
  history: ExistingTable | null,
): Merge {
  const { statements, types } = planTable(plan.table, tableColumns(plan), table);
  const evolve = statements.map((sql): MergeStep => ({ sql }));
  const emptyStage = `TRUNCATE ${sqlTable(stageName(plan))}`;
  if (plan.parent)
    return { opening: evolve, firstLoad: null, steps: planChildMerge(plan, plan.parent, types), emptyStage };
  if (plan.key.length === 0)
    throw new Error(`${labelOf(plan.table)} is to be deduped, but the plan names no key.`);
  const marks =
    plan.deletes === "soft" || (table?.columns.some(({ name }) => name === deletedAtColumn) ?? false);
  const names = mergeNames(plan, types, marks);
  const index = planKeyIndex(plan.table, table, plan.key);
  const isBuiltLater = table === null || table.isEmpty;
  const state: HistoryState | null = plan.history && stateOfHistory(plan, plan.history, history);
  return {
    opening: [
      ...evolve,
      { sql: suitPlanner },
      { sql: analyzeStage(names) },
      { sql: countStaged(names), counts: "staged" },
    ],
    firstLoad: planFirstLoad(plan, names, table, state),
    steps: [
      ...(state && !plan.repairs ? planHistory(plan, names, state) : []),
      ...planDeletesBefore(plan, names),
      ...(isBuiltLater ? [] : index),
      ...planUpsert(names, columnsToReset(plan, table, marks), isUniqueByKey(plan, table)),
      ...planDeletesAfter(plan, names),
      ...(state && plan.repairs ? planHistoryMend(plan, names, state) : []),
      ...(isBuiltLater ? index : []),
    ],
    emptyStage,
  };
}

/** Those that rows do not bring: of a row that is replaced, nothing stays. */
function columnsToReset(plan: StreamPlan, table: ExistingTable | null, marks: boolean): string[] {
  const brought = new Set(finalColumns(plan).map(({ name }) => name));
  const present = table?.columns.map(({ name }) => name) ?? [];
  return [...new Set([...present, ...(marks ? [deletedAtColumn] : [])])].filter((name) => !brought.has(name));
}

/**
 * Keys come in their order, so that what the index leads to lies together, which the planner does not know; and sorting
 * a hundred thousand keys on disk takes longer than all the rest.
 */
const suitPlanner = `
  SET LOCAL random_page_cost = 0.5; SET LOCAL default_statistics_target = 10;
  SELECT set_config('work_mem', '65536', true) FROM pg_settings WHERE name = 'work_mem' AND setting::bigint < 65536`;

/** Only what the statements compare: of wide rows, all columns would take as long as the merge of many. */
function analyzeStage({ stage, compared }: MergeNames): string {
  return `ANALYZE ${stage} (${compared.join(", ")})`;
}

export function countStaged({ stage, extractedAt, run, alive }: MergeNames): string {
  return `SELECT count(*) AS count FROM ${stage} s WHERE s.${extractedAt} = ${run} AND ${alive("s")}`;
}
