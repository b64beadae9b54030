import { deletedAtColumn, type Finished, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { planChildMerge } from "./children";
import { planDeletesAfter, planDeletesBefore } from "./deletes";
import { type HistoryState, planHistory, stateOfHistory } from "./history";
import { keyIndexName, tableColumns } from "./layout";
import { isNewer, type MergeNames, mergeNames } from "./merge-names";
import { type ExistingTable, inspectTable, labelOf, planTable } from "./tables";

/** One statement of a merge. One that `counts` gives a single number, `count`. */
export interface MergeStep {
  sql: string;
  counts?: "staged" | "rows" | "deleted" | "versions";
}

/**
 * Merges the stage into the table by key, and empties it, in the open transaction. Of the rows of a key the newest
 * stays: by cursor (none is the oldest), then by the run that brought it, then by arrival. A row whose key has a null
 * is like no other and is added. Sets, not rows: a handful of statements whatever the number of rows.
 */
export async function mergeStage(session: PgSession, plan: StreamPlan): Promise<Finished> {
  const doing = `Merging into ${labelOf(plan.table)}`;
  const counts = { staged: 0, rows: 0, deleted: 0, versions: 0 };
  const history = plan.history && (await inspectTable(session, plan.history));
  for (const step of planMerge(plan, await inspectTable(session, plan.table), history)) {
    const [row] = step.counts ? await session.query<{ count: string }>(doing, step.sql) : [];
    if (step.counts) counts[step.counts] += Number(row?.count ?? 0);
    else await session.run(doing, step.sql);
  }
  return {
    rows: counts.rows,
    superseded: counts.staged - counts.rows,
    ...(counts.deleted > 0 ? { deleted: counts.deleted } : {}),
    ...(plan.history ? { versions: counts.versions } : {}),
  };
}

/** All that `finish` runs for a deduplicated stream, where the table and its history stand as given. */
export function planMerge(
  plan: StreamPlan,
  table: ExistingTable | null,
  history: ExistingTable | null,
): MergeStep[] {
  const { statements, types } = planTable(plan.table, tableColumns(plan), table);
  const evolve = statements.map((sql): MergeStep => ({ sql }));
  if (plan.parent) return [...evolve, ...planChildMerge(plan, plan.parent, types)];
  if (plan.key.length === 0)
    throw new Error(`${labelOf(plan.table)} is to be deduped, but the plan names no key.`);
  const marks =
    plan.deletes === "soft" || (table?.columns.some(({ name }) => name === deletedAtColumn) ?? false);
  const names = mergeNames(plan, types, marks);
  const state: HistoryState | null = plan.history && stateOfHistory(plan, plan.history, history);
  return [
    ...evolve,
    { sql: `ANALYZE ${names.stage}` },
    { sql: countStaged(names), counts: "staged" },
    ...(state ? planHistory(plan, names, state) : []),
    ...planDeletesBefore(plan, names),
    { sql: mergeStatement(names), counts: "rows" },
    ...planDeletesAfter(plan, names),
    { sql: `TRUNCATE ${names.stage}` },
    { sql: createKeyIndex(plan) },
  ];
}

export function countStaged({ stage, extractedAt, run, alive }: MergeNames): string {
  return `SELECT count(*) AS count FROM ${stage} s WHERE s.${extractedAt} = ${run} AND ${alive("s")}`;
}

function mergeStatement(names: MergeNames): string {
  const { table, staged, run, columns, keys, extractedAt, alive, keyed, same } = names;
  const order = [
    ...keys,
    ...(names.cursor ? [`${names.cursor} DESC NULLS LAST`] : []),
    `${extractedAt} DESC`,
    `${names.arrival} DESC`,
  ].join(", ");
  const tableStays = names.marks
    ? `t.${quoteIdentifier(deletedAtColumn)} IS NULL AND ${isNewer("t", "n", names)}`
    : isNewer("t", "n", names);
  return `
    WITH newest AS MATERIALIZED (
      SELECT DISTINCT ON (${keys.join(", ")}) ${columns} FROM ${staged} s WHERE ${keyed} AND ${alive("s")} ORDER BY ${order}
    ), replaced AS (
      DELETE FROM ${table} t USING newest n WHERE ${same("t", "n")} AND (${tableStays}) IS NOT TRUE
    ), added AS (
      INSERT INTO ${table} (${columns})
      SELECT ${columns} FROM newest n WHERE NOT EXISTS (SELECT FROM ${table} t WHERE ${same("t", "n")} AND ${tableStays})
      UNION ALL
      SELECT ${columns} FROM ${staged} s WHERE NOT (${keyed}) AND ${alive("s")}
      RETURNING ${extractedAt}
    )
    SELECT count(*) AS count FROM added WHERE ${extractedAt} = ${run}`;
}

/** So that the next merge need not read the whole table. */
function createKeyIndex(plan: StreamPlan): string {
  const { table, keys } = mergeNames(plan, new Map(), false);
  return `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(keyIndexName(plan.table, plan.key))} ON ${table} (${keys.join(", ")})`;
}
