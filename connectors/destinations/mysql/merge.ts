import { deletedAtColumn, type Finished, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { planChildMerge } from "./children";
import { planDeletesAfter, planDeletesBefore, searchesStage } from "./deletes";
import { planHistory } from "./history";
import { stateOfHistory } from "./history-state";
import { labelOf, stageName, stageTableColumns, tableColumns } from "./layout";
import { planHistoryMend } from "./mend-history";
import { isNewer, type MergeNames, mergeNames } from "./merge-names";
import { type ExistingTable, inspectTable, planKeyIndex, planTable } from "./tables";

/** One statement of a merge. Of one that counts as "deleted" the rows it changes are told; the others give a number, `count`. */
export interface MergeStep {
  sql: string;
  counts?: "staged" | "rows" | "deleted" | "versions";
}

export interface MergePlan {
  /** Makes the tables as the merge needs them. Commits by itself, and changes no row: may be done again, and by itself. */
  prepare: string[];
  /** For one transaction. */
  steps: MergeStep[];
}

/** How the tables of a merge stand; null: there is none. */
export interface MergeTables {
  table: ExistingTable | null;
  stage: ExistingTable | null;
  history: ExistingTable | null;
  /** Of a child table. */
  parent: ExistingTable | null;
}

/**
 * Merges the stage into the table by key, and empties it. Of the rows of a key the newest stays: by cursor (none is the
 * oldest), then by the run that brought it, then by arrival. A row whose key has a null is like no other and is added.
 * Sets, not rows: a handful of statements whatever the number of rows.
 */
export function planMerge(plan: StreamPlan, found: MergeTables, exactCollation: string): MergePlan {
  const { key, table } = plan;
  const final = planTable(table, tableColumns(plan), found.table, exactCollation);
  if (plan.parent) {
    const { slots } = final;
    const children = planChildMerge(plan, plan.parent, { found: found.parent, slots, exactCollation });
    return { ...children, prepare: [...final.statements, ...children.prepare] };
  }
  if (key.length === 0) throw new Error(`${labelOf(table)} is to be deduped, but the plan names no key.`);
  const stage = stageName(plan);
  const staged = planTable(stage, stageTableColumns(plan), found.stage, exactCollation);
  const hasMarks = final.slots.has(deletedAtColumn) || hasColumn(found.table, deletedAtColumn);
  const names = mergeNames(plan);
  const state = plan.history && stateOfHistory(plan, plan.history, found.history, exactCollation);
  const known = { staged: staged.slots, final: final.slots, marks: hasMarks };
  const history = state && !plan.repairs ? planHistory(plan, names, { ...known, state }) : nothing;
  const mend = state && plan.repairs ? planHistoryMend(plan, names, { ...known, state }) : nothing;
  return {
    prepare: [
      ...final.statements,
      ...planKeyIndex(table, key, final.slots, found.table),
      ...(searchesStage(plan) ? planKeyIndex(stage, key, staged.slots, found.stage) : []),
      ...history.prepare,
      ...mend.prepare,
    ],
    steps: [
      { sql: countRun(names), counts: "staged" },
      ...history.steps,
      ...planDeletesBefore(plan, names),
      ...settle(names, hasMarks),
      { sql: countRun(names), counts: "rows" },
      { sql: add(names) },
      ...planDeletesAfter(plan, names),
      ...mend.steps,
      { sql: `DELETE FROM ${names.stage}` },
    ],
  };
}

const nothing: MergePlan = { prepare: [], steps: [] };

function hasColumn(table: ExistingTable | null, name: string): boolean {
  return table?.columns.some((column) => column.name === name) ?? false;
}

/** The tables as they stand. */
export async function inspectMerge(session: MySqlSession, plan: StreamPlan): Promise<MergeTables> {
  return {
    table: await inspectTable(session, plan.table),
    stage: await inspectTable(session, stageName(plan)),
    history: plan.history && (await inspectTable(session, plan.history)),
    parent: plan.parent && (await inspectTable(session, plan.parent.table)),
  };
}

/** In the open transaction. */
export async function runMerge(
  session: MySqlSession,
  plan: StreamPlan,
  steps: MergeStep[],
): Promise<Finished> {
  const doing = `Merging into ${labelOf(plan.table)}`;
  const counts = { staged: 0, rows: 0, deleted: 0, versions: 0 };
  for (const { sql, counts: what } of steps) {
    if (what && what !== "deleted") {
      const [row] = await session.query<{ count: string }>(doing, sql);
      counts[what] += Number(row?.count ?? 0);
    } else {
      const { affectedRows } = await session.run(doing, sql);
      if (what) counts[what] += affectedRows;
    }
  }
  return {
    rows: counts.rows,
    superseded: counts.staged - counts.rows,
    ...(counts.deleted > 0 ? { deleted: counts.deleted } : {}),
    ...(plan.history ? { versions: counts.versions } : {}),
  };
}

/** Rows of this run in the stage. */
export function countRun({ stage, extractedAt, run, alive }: MergeNames): string {
  return `SELECT COUNT(*) AS count FROM ${stage} AS s WHERE s.${extractedAt} = ${run} AND ${alive("s")}`;
}

/** Leaves in the stage the rows that win, and takes those from the table that lose. */
function settle(names: MergeNames, marks: boolean): MergeStep[] {
  const { table, stage, arrival, extractedAt, alive, keyed, same, partition } = names;
  const order = [
    ...(names.cursor ? [`x.${names.cursor} DESC`] : []),
    `x.${extractedAt} DESC`,
    `x.${arrival} DESC`,
  ].join(", ");
  const isThere = marks ? `t.${quoteIdentifier(deletedAtColumn)} IS NULL AND ` : "";
  return [
    {
      sql: `DELETE n FROM ${stage} AS n JOIN (
         SELECT ${arrival} FROM (
           SELECT x.${arrival}, ROW_NUMBER() OVER (PARTITION BY ${partition("x")} ORDER BY ${order}) AS place
             FROM ${stage} AS x WHERE ${keyed("x")} AND ${alive("x")}) AS ranked
          WHERE place > 1) AS losers ON losers.${arrival} = n.${arrival}`,
    },
    {
      sql: `DELETE t FROM ${table} AS t JOIN ${stage} AS n ON ${same("t", "n")} WHERE ${alive("n")} AND (${isThere}${isNewer("t", "n", names)}) IS NOT TRUE`,
    },
    { sql: `DELETE n FROM ${stage} AS n JOIN ${table} AS t ON ${same("t", "n")} WHERE ${alive("n")}` },
  ];
}

export function add({ table, stage, columns, arrival, alive }: MergeNames): string {
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage} AS s WHERE ${alive("s")} ORDER BY s.${arrival}`;
}
