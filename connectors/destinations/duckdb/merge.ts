import {
  deletedAtColumn,
  metaColumns,
  type ParentLink,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { removeAbsent, reportedDeletes } from "./deletes";
import { planTable, type Existing } from "./evolve";
import { closeAbsent, historyStatements, stateOfHistory, type HistoryState } from "./history";
import { quote } from "@/connectors/sdk/duckdb/names";
import { arrivalColumn, columnList, finalColumns, qualify, tableColumns, type Database } from "./layout";
import { mendHistory } from "./mend-history";
import { keysOf, mergeNames, sameKey, type MergeNames } from "./merge-names";

/** One statement of `finish`; of one that `counts`, the number of rows it changes is told. */
export interface Step {
  sql: string;
  counts?: "deleted";
}

/** What stands there before a merge. */
export interface MergeInput {
  existing: Existing;
  history: Existing;
  stages: TableName[];
}

/**
 * Merges the stages into the deduplicated table, and drops them. Of each key the newest row stays: by cursor, null being
 * oldest, then by extraction, then by arrival. Rows whose key is null in part match nothing and are all kept.
 */
export function planMerge(
  database: Database,
  plan: StreamPlan,
  { existing, history: versions, stages }: MergeInput,
): { steps: Step[]; warnings: string[] } {
  const change = planTable(database, plan.table, existing, tableColumns(plan));
  const evolve = change.statements.map((sql): Step => ({ sql }));
  const all = stages.map((stage) => mergeNames(database, plan, stage, change.columns));
  const [first] = all;
  if (plan.parent) {
    const children = childStatements(database, plan, plan.parent, all).map((sql): Step => ({ sql }));
    return { steps: [...evolve, ...children], warnings: change.warnings };
  }
  const state =
    plan.history &&
    stateOfHistory(database, plan, { name: plan.history, existing: versions, final: existing });
  const names = all.map(({ stage }) => stage);
  const absent = first ? removeAbsent(plan, first, names) : null;
  const marks = hasMarks(plan, existing);
  const history = state
    ? aroundMerge(plan, all, { table: qualify(database, plan.table), state, marks })
    : { before: [], after: [] };
  return {
    steps: [
      ...evolve,
      ...history.before,
      ...(absent ? [{ sql: absent, counts: "deleted" as const }] : []),
      ...all.flatMap((of) => mergeOne(plan, of, { state: plan.repairs ? null : state, marks })),
      ...history.after,
    ],
    warnings: [...change.warnings, ...(state?.warnings ?? [])],
  };
}

/** What becomes of a history before and after the merge of all stages. */
function aroundMerge(
  plan: StreamPlan,
  all: MergeNames[],
  { table, state, marks }: { table: string; state: HistoryState; marks: boolean },
): { before: Step[]; after: Step[] } {
  const [first] = all;
  const stepsOf = (statements: string[]) => statements.map((sql): Step => ({ sql }));
  if (plan.repairs)
    return {
      before: stepsOf(state.statements),
      after: stepsOf([...state.begin, ...mendHistory(plan, table, { state, marks })]),
    };
  if (!first) return { before: [], after: [] };
  const stages = all.map(({ stage }) => stage);
  return {
    before: stepsOf([...state.statements, ...state.begin, ...closeAbsent(plan, first, state, stages)]),
    after: [],
  };
}

function hasMarks(plan: StreamPlan, existing: Existing): boolean {
  if (plan.deletes === "soft") return true;
  return existing.kind === "table" && existing.columns.some(({ name }) => name === deletedAtColumn);
}

function mergeOne(
  plan: StreamPlan,
  names: MergeNames,
  { state, marks }: { state: HistoryState | null; marks: boolean },
): Step[] {
  const { before, gone, after } = reportedDeletes(plan, names);
  return [
    ...(state ? historyStatements(plan, names, state) : []).map((sql) => ({ sql })),
    ...before.map((sql) => ({ sql })),
    ...mergeStatements(plan, names, marks).map((sql) => ({ sql })),
    ...(gone ? [{ sql: gone, counts: "deleted" as const }] : []),
    ...after.map((sql) => ({ sql })),
  ];
}

/**
 * What gives way is deleted on both sides first, and then the whole stage is inserted: each statement joins keys alone,
 * and streams the wide rows, so that the memory it takes does not grow with them.
 */
function mergeStatements(plan: StreamPlan, names: MergeNames, marks: boolean): string[] {
  const { table, stage, keys, cursor } = names;
  const [extractedAt, arrival] = [metaColumns.extractedAt, arrivalColumn].map(quote);
  const hasKey = keys.map((key) => `${key("s")} IS NOT NULL`).join(" AND ");
  const order = `${cursor ? `${cursor("s")} DESC NULLS LAST, ` : ""}s.${extractedAt} DESC, s.${arrival} DESC`;
  const givesWay = `${isNewer(cursor, extractedAt ?? "")}${marks ? ` OR t.${quote(deletedAtColumn)} IS NOT NULL` : ""}`;
  const columns = columnList(finalColumns(plan));
  return [
    `DELETE FROM ${stage} WHERE ${arrival} IN (SELECT a FROM (SELECT s.${arrival} AS a, row_number() OVER (PARTITION BY ${keysOf(names, "s")} ORDER BY ${order}) AS place FROM ${stage} s WHERE ${hasKey}) WHERE place > 1)`,
    `DELETE FROM ${table} t USING ${stage} s WHERE ${sameKey(names, "s", "t")} AND (${givesWay})`,
    `DELETE FROM ${stage} s USING ${table} t WHERE ${sameKey(names, "s", "t")}`,
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage}`,
    `DROP TABLE ${stage}`,
  ];
}

/** Whether a row s of the stage is newer than the row t of the table; at a tie the later run's is. */
function isNewer(cursor: ((alias: string) => string) | null, extractedAt: string): string {
  const isLater = `s.${extractedAt} >= t.${extractedAt}`;
  if (cursor === null) return isLater;
  const [staged, present] = [cursor("s"), cursor("t")];
  return `(${staged} > ${present} OR (${staged} IS NOT NULL AND ${present} IS NULL) OR (${staged} IS NOT DISTINCT FROM ${present} AND ${isLater}))`;
}

/** After the parent's merge: children whose parent is there come in, those whose parent has given way go. */
function childStatements(
  database: Database,
  plan: StreamPlan,
  parent: ParentLink,
  all: MergeNames[],
): string[] {
  const columns = columnList(finalColumns(plan));
  const link = quote(parent.column);
  const parents = `(SELECT ${link} FROM ${qualify(database, parent.table)} WHERE ${link} IS NOT NULL)`;
  const table = qualify(database, plan.table);
  return [
    `DELETE FROM ${table} WHERE ${link} IS NULL OR ${link} NOT IN ${parents}`,
    ...all.flatMap(({ stage }) => [
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage} WHERE ${quote(metaColumns.rawId)} IS NOT NULL AND ${link} IN ${parents}`,
      `DROP TABLE ${stage}`,
    ]),
  ];
}
