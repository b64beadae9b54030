import { deletedAtColumn, type StreamPlan } from "@/connectors/sdk";
import { hasReportedDeletes, infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MergeStep } from "./merge";
import type { MergeNames } from "./merge-names";

const deletedAt = quoteIdentifier(deletedAtColumn);

/**
 * What goes before the merge: the keys that a full refresh did not bring, as long as the stage still has every row; and
 * what is reported, which takes away every row of its key that arrived before it, from the table and from the stage. With
 * marks it does so only where a row has come back since; the others are marked after the merge.
 */
export function planDeletesBefore(plan: StreamPlan, names: MergeNames): MergeStep[] {
  const absent = infersDeletes(plan) ? [removeAbsent(plan, names)] : [];
  if (!hasReportedDeletes(plan)) return absent;
  return [...absent, ...(plan.deletes === "soft" ? replaceReturned(names) : removeReported(names))];
}

/** What was reported and has not come back is marked in the state that the merge has left. */
export function planDeletesAfter(plan: StreamPlan, names: MergeNames): MergeStep[] {
  if (!hasReportedDeletes(plan) || plan.deletes !== "soft") return [];
  const { table, run, same } = names;
  return [
    {
      sql: `UPDATE ${table} AS t JOIN (${goneKeys(names)}) AS d ON ${same("t", "d")} SET t.${deletedAt} = ${run} WHERE t.${deletedAt} IS NULL`,
      counts: "deleted",
    },
  ];
}

/** Whether the stage is searched by key, for which it needs an index. */
export function searchesStage(plan: StreamPlan): boolean {
  return infersDeletes(plan) || hasReportedDeletes(plan);
}

/**
 * Rows without a key that earlier runs brought go, too: the source has just brought all of its rows, and one of them
 * may be that very row.
 */
function removeAbsent(plan: StreamPlan, names: MergeNames): MergeStep {
  const { table, run } = names;
  const absent = `LEFT JOIN ${absentJoin("t", names)}`;
  return {
    sql:
      plan.deletes === "soft"
        ? `UPDATE ${table} AS t ${absent} SET t.${deletedAt} = ${run} WHERE s.${names.arrival} IS NULL AND t.${deletedAt} IS NULL`
        : `DELETE t FROM ${table} AS t ${absent} WHERE s.${names.arrival} IS NULL`,
    counts: "deleted",
  };
}

/** Staged rows `s` with the key of `alias`: none for a key with a null in it. */
export function absentJoin(alias: string, { stage, same, alive }: MergeNames): string {
  return `${stage} AS s ON ${same("s", alias)} AND ${alive("s")}`;
}

function removeReported(names: MergeNames): MergeStep[] {
  const { table, stage, same, alive, arrival, keysOf, partition } = names;
  const ended = `SELECT ${keysOf("x")}, MAX(x.${arrival}) AS last_one FROM ${stage} AS x WHERE NOT (${alive("x")}) GROUP BY ${partition("x")}`;
  return [
    {
      sql: `DELETE t FROM ${table} AS t JOIN (${goneKeys(names)}) AS d ON ${same("t", "d")}`,
      counts: "deleted",
    },
    { sql: `DELETE t FROM ${table} AS t JOIN (${ended}) AS d ON ${same("t", "d")}` },
    {
      sql: `DELETE s FROM ${stage} AS s JOIN (${ended}) AS d ON ${same("s", "d")} WHERE s.${arrival} < d.last_one AND ${alive("s")}`,
    },
  ];
}

/** Rows of keys that were deleted and have come back: of what was before, nothing competes with them. */
function replaceReturned(names: MergeNames): MergeStep[] {
  const { table, stage, run, same, alive, arrival, keysOf, partition } = names;
  const told = `
    SELECT ${keysOf("x")}, x.${arrival}, ${alive("x")} AS is_row, MAX(IF(${alive("x")}, x.${arrival}, NULL)) OVER (PARTITION BY ${partition("x")}) AS newest
      FROM ${stage} AS x`;
  const returned = `
    SELECT ${keysOf("e")}, MAX(e.${arrival}) AS last_one FROM (${told}) AS e
     WHERE NOT e.is_row AND e.${arrival} < e.newest GROUP BY ${partition("e")}`;
  return [
    {
      sql: `UPDATE ${table} AS t JOIN (${returned}) AS d ON ${same("t", "d")} SET t.${deletedAt} = ${run} WHERE t.${deletedAt} IS NULL`,
    },
    {
      sql: `DELETE s FROM ${stage} AS s JOIN (${returned}) AS d ON ${same("s", "d")} WHERE s.${arrival} < d.last_one AND ${alive("s")}`,
    },
  ];
}

/** The keys whose last word is that they are deleted. */
function goneKeys({ stage, alive, arrival, keysOf, partition }: MergeNames): string {
  const newest = (condition: string) => `MAX(IF(${condition}, x.${arrival}, NULL))`;
  return `
    SELECT ${keysOf("x")} FROM ${stage} AS x GROUP BY ${partition("x")}
    HAVING ${newest(`NOT (${alive("x")})`)} > COALESCE(${newest(alive("x"))}, -1)`;
}
