import { deletedAtColumn, type StreamPlan } from "@/connectors/sdk";
import { infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { quote } from "@/connectors/sdk/duckdb/names";
import { arrivalColumn, extractedAt } from "./layout";
import { isAlive, keysOf, sameKey, type MergeNames } from "./merge-names";

const [deletedAt, arrival] = [deletedAtColumn, arrivalColumn].map(quote) as [string, string];

/**
 * The rows that a full refresh did not bring, in whichever of its stages; before the merge, which empties them. Rows
 * without a key go, too: the source has just brought all of its rows, and one of them may be that very row.
 */
export function removeAbsent(plan: StreamPlan, names: MergeNames, stages: string[]): string | null {
  if (!infersDeletes(plan)) return null;
  const absent = stages
    .map(
      (stage) =>
        `NOT EXISTS (SELECT 1 FROM ${stage} s WHERE ${isAlive("s")} AND ${sameKey(names, "s", "t")})`,
    )
    .join(" AND ");
  return plan.deletes === "soft"
    ? `UPDATE ${names.table} AS t SET ${deletedAt} = ${extractedAt(plan)} WHERE t.${deletedAt} IS NULL AND ${absent}`
    : `DELETE FROM ${names.table} AS t WHERE ${absent}`;
}

/**
 * What a stage reports as deleted. Where deletes are soft: rows that came back since replace what is there, the last
 * state of the others is marked after the merge. `gone` counts, the others do not.
 */
export function reportedDeletes(
  plan: StreamPlan,
  names: MergeNames,
): { before: string[]; gone: string | null; after: string[] } {
  if (!plan.stream.supports.deletes || plan.deletes === "ignore")
    return { before: [`DELETE FROM ${names.stage} AS s WHERE NOT (${isAlive("s")})`], gone: null, after: [] };
  const same = (alias: string, other: string) =>
    names.keys.map((key, part) => `${key(alias)} = ${other}.k${part}`).join(" AND ");
  const events = `
    CREATE OR REPLACE TEMP TABLE _sluice_gone AS
    SELECT ${names.keys.map((key, part) => `${key("s")} AS k${part}`).join(", ")},
           max(s.${arrival}) FILTER (WHERE ${isAlive("s")}) AS newest, max(s.${arrival}) FILTER (WHERE NOT (${isAlive("s")})) AS last, NULL::BIGINT AS cut
      FROM ${names.stage} s GROUP BY ${keysOf(names, "s")} HAVING count(*) FILTER (WHERE NOT (${isAlive("s")})) > 0`;
  const cut = `
    UPDATE _sluice_gone AS g SET cut = c.cut FROM (
      SELECT ${names.keys.map((_, part) => `g.k${part}`).join(", ")}, max(s.${arrival}) AS cut
        FROM ${names.stage} s JOIN _sluice_gone g ON ${same("s", "g")} WHERE NOT (${isAlive("s")}) AND s.${arrival} < g.newest GROUP BY ALL
    ) c WHERE ${names.keys.map((_, part) => `g.k${part} = c.k${part}`).join(" AND ")}`;
  const isGone = "(g.newest IS NULL OR g.last > g.newest)";
  if (plan.deletes === "soft") {
    return {
      before: [
        events,
        cut,
        `UPDATE ${names.table} AS t SET ${deletedAt} = ${extractedAt(plan)} FROM _sluice_gone g WHERE g.cut IS NOT NULL AND ${same("t", "g")}`,
        `DELETE FROM ${names.stage} AS s USING _sluice_gone g WHERE ${same("s", "g")} AND s.${arrival} < g.cut`,
        `DELETE FROM ${names.stage} AS s WHERE NOT (${isAlive("s")})`,
      ],
      gone: `UPDATE ${names.table} AS t SET ${deletedAt} = ${extractedAt(plan)} FROM _sluice_gone g WHERE ${isGone} AND ${same("t", "g")} AND t.${deletedAt} IS NULL`,
      after: ["DROP TABLE temp._sluice_gone"],
    };
  }
  return {
    before: [
      events,
      `DELETE FROM ${names.table} AS t USING _sluice_gone g WHERE NOT ${isGone} AND ${same("t", "g")}`,
      `DELETE FROM ${names.stage} AS s USING _sluice_gone g WHERE ${same("s", "g")} AND s.${arrival} <= g.last`,
    ],
    gone: `DELETE FROM ${names.table} AS t USING _sluice_gone g WHERE ${isGone} AND ${same("t", "g")}`,
    after: ["DROP TABLE temp._sluice_gone"],
  };
}
