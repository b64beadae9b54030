import { deletedAtColumn, type StreamPlan } from "@/connectors/sdk";
import { hasReportedDeletes, infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { MergeStep } from "./merge";
import type { MergeNames } from "./merge-names";

const deletedAt = quoteIdentifier(deletedAtColumn);

/**
 * A reported deletion takes away every row of its key that arrived before it: from the table, and from the stage. With
 * marks it does so before the merge only where a row has come back since; the others are marked after it.
 */
export function planDeletesBefore(plan: StreamPlan, names: MergeNames): MergeStep[] {
  if (!hasReportedDeletes(plan)) return [];
  const { table, stage, run, same, alive } = names;
  if (plan.deletes === "soft") {
    const { staged } = names;
    return [
      {
        sql: `UPDATE ${table} t SET ${deletedAt} = ${run} FROM (${returnedKeys(names, staged)}) d WHERE ${same("t", "d")} AND t.${deletedAt} IS NULL`,
      },
      {
        sql: `DELETE FROM ${stage} s USING (${returnedKeys(names, stage)}) d WHERE ${same("s", "d")} AND s.${names.arrival} < d._sluice_last AND ${alive("s")}`,
      },
    ];
  }
  const ended = (source: string) =>
    `SELECT ${listOf("x", names)}, max(x.${names.arrival}) AS _sluice_last FROM ${source} x WHERE NOT (${alive("x")}) GROUP BY ${listOf("x", names)}`;
  return [
    {
      sql: `
        WITH gone AS (
          DELETE FROM ${table} t USING (${ended(names.staged)}) d WHERE ${same("t", "d")} RETURNING ${listOf("d", names)}, d._sluice_last
        )
        SELECT count(*) AS count FROM gone g
         WHERE NOT EXISTS (SELECT FROM ${names.staged} s WHERE ${same("s", "g")} AND ${alive("s")} AND s.${names.arrival} > g._sluice_last)`,
      counts: "deleted",
    },
    {
      sql: `DELETE FROM ${stage} s USING (${ended(stage)}) d WHERE ${same("s", "d")} AND s.${names.arrival} < d._sluice_last AND ${alive("s")}`,
    },
  ];
}

/** What is gone by the end of the run: marked, because it was reported; and, after a full refresh, what did not come. */
export function planDeletesAfter(plan: StreamPlan, names: MergeNames): MergeStep[] {
  const steps: MergeStep[] = [];
  if (hasReportedDeletes(plan) && plan.deletes === "soft") steps.push(markReported(names));
  if (infersDeletes(plan)) steps.push(removeAbsent(plan, names));
  return steps;
}

function markReported(names: MergeNames): MergeStep {
  const { table, staged, run, same, alive, arrival } = names;
  const ended = `
    SELECT ${listOf("x", names)} FROM ${staged} x GROUP BY ${listOf("x", names)}
    HAVING max(x.${arrival}) FILTER (WHERE NOT (${alive("x")})) > coalesce(max(x.${arrival}) FILTER (WHERE ${alive("x")}), -1)`;
  return {
    sql: `
      WITH marked AS (
        UPDATE ${table} t SET ${deletedAt} = ${run} FROM (${ended}) d WHERE ${same("t", "d")} AND t.${deletedAt} IS NULL
        RETURNING t.${deletedAt}
      ) SELECT count(*) AS count FROM marked`,
    counts: "deleted",
  };
}

/**
 * Rows without a key that earlier runs brought go, too: the source has just brought all of its rows, and one of them
 * may be that very row.
 */
function removeAbsent(plan: StreamPlan, names: MergeNames): MergeStep {
  const { table, run, extractedAt } = names;
  const absent = `t.${extractedAt} <> ${run} AND ${isAbsent("t", names)}`;
  const change =
    plan.deletes === "soft"
      ? `UPDATE ${table} t SET ${deletedAt} = ${run} WHERE t.${deletedAt} IS NULL AND ${absent}`
      : `DELETE FROM ${table} t WHERE ${absent}`;
  return {
    sql: `WITH gone AS (${change} RETURNING t.${extractedAt}) SELECT count(*) AS count FROM gone`,
    counts: "deleted",
  };
}

/** Whether the stage has no row with the key of `alias`; so it is for a key with a null in it. */
export function isAbsent(alias: string, { staged, same, alive }: MergeNames): string {
  return `NOT EXISTS (SELECT FROM ${staged} s WHERE ${same("s", alias)} AND ${alive("s")})`;
}

/** The keys that were deleted and have come back since, with the last deletion before they did. */
function returnedKeys(names: MergeNames, source: string): string {
  const { same, alive, arrival } = names;
  const newest = `
    SELECT ${listOf("x", names)}, max(x.${arrival}) FILTER (WHERE ${alive("x")}) AS _sluice_newest
      FROM ${source} x GROUP BY ${listOf("x", names)} HAVING bool_or(NOT (${alive("x")}))`;
  return `
    SELECT ${listOf("e", names)}, max(e.${arrival}) AS _sluice_last
      FROM ${source} e JOIN (${newest}) n ON ${same("e", "n")}
     WHERE NOT (${alive("e")}) AND e.${arrival} < n._sluice_newest GROUP BY ${listOf("e", names)}`;
}

function listOf(alias: string, { keys }: MergeNames): string {
  return keys.map((key) => `${alias}.${key}`).join(", ");
}
