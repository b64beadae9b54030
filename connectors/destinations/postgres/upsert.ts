import { deletedAtColumn, metaColumns } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { MergeStep } from "./merge";
import { isNewer, type MergeNames } from "./merge-names";

/**
 * What a merge is at its core. `reset`: columns of the table that rows do not bring. `isUnique`: the table has no two rows
 * of a key, and an index that says so.
 */
export function planUpsert(names: MergeNames, reset: string[], isUnique: boolean): MergeStep[] {
  if (isUnique) return [{ sql: upsertByIndex(names, reset), counts: "rows" }];
  return [
    { sql: upsert(names, reset), counts: "rows" },
    { sql: removeSurplus(names), ofSurplus: true },
  ];
}

/** In the order of keys, so that what the index leads to lies together. */
function upsertByIndex(names: MergeNames, reset: string[]): string {
  const { table, staged, run, columns, keys, extractedAt, alive, keyed } = names;
  return `
    WITH merged AS (
      INSERT INTO ${table} AS t (${columns})
      SELECT ${columns} FROM (
        SELECT DISTINCT ON (${keys.join(", ")}) ${columns}
          FROM ${staged} s WHERE ${keyed} AND ${alive("s")} ORDER BY ${newestFirst(names)}
      ) AS newest
      UNION ALL
      SELECT ${columns} FROM ${staged} s WHERE NOT (${keyed}) AND ${alive("s")}
      ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${takeOver("excluded", names, reset)} WHERE (${outlives("t", "excluded", names)}) IS NOT TRUE
      RETURNING ${extractedAt} = ${run} AS _sluice_is_of_run
    )
    SELECT count(*) FILTER (WHERE _sluice_is_of_run) AS count FROM merged`;
}

/** Every column of a row as `alias` has it, or as it is by default. */
function takeOver(alias: string, { columnNames }: MergeNames, reset: string[]): string {
  return [
    ...columnNames.map((name) => `${name} = ${alias}.${name}`),
    ...reset.map((name) => `${quoteIdentifier(name)} = DEFAULT`),
  ].join(", ");
}

function newestFirst(names: MergeNames): string {
  return [
    ...names.keys,
    ...(names.cursor ? [`${names.cursor} DESC NULLS LAST`] : []),
    `${names.extractedAt} DESC`,
    `${names.arrival} DESC`,
  ].join(", ");
}

/**
 * The table is met once, in the order of its keys, and changed in place: where a page has room, its indexes need no new
 * entries. Wide rows are neither sorted nor joined.
 */
function upsert(names: MergeNames, reset: string[]): string {
  const { table, staged, run, columns, keys, extractedAt, alive, keyed, same, compared } = names;
  return `
    WITH newest AS MATERIALIZED (
      SELECT DISTINCT ON (${keys.join(", ")}) s.ctid AS _sluice_place, ${compared.join(", ")}
        FROM ${staged} s WHERE ${keyed} AND ${alive("s")} ORDER BY ${newestFirst(names)}
    ), replaced AS (
      UPDATE ${table} t SET ${takeOver("s", names, reset)} FROM newest n JOIN ${staged} s ON s.ctid = n._sluice_place
       WHERE ${same("t", "n")} AND (${outlives("t", "n", names)}) IS NOT TRUE
      RETURNING n._sluice_place, n.${extractedAt} = ${run} AS _sluice_is_of_run,
                EXISTS (SELECT FROM ${table} o WHERE ${same("o", "n")} AND ${outlives("o", "n", names)}) AS _sluice_is_late
    ), added AS (
      INSERT INTO ${table} (${columns})
      SELECT ${columns} FROM ${staged} s
       WHERE s.ctid = ANY(ARRAY(
               SELECT n._sluice_place FROM newest n
                WHERE NOT EXISTS (SELECT FROM replaced r WHERE r._sluice_place = n._sluice_place)
                  AND NOT EXISTS (SELECT FROM ${table} t WHERE ${same("t", "n")})))
      UNION ALL
      SELECT ${columns} FROM ${staged} s WHERE NOT (${keyed}) AND ${alive("s")}
      RETURNING ${extractedAt} = ${run} AS _sluice_is_of_run
    )
    SELECT (SELECT count(*) FROM added WHERE _sluice_is_of_run)
           + count(DISTINCT _sluice_place) FILTER (WHERE _sluice_is_of_run AND NOT _sluice_is_late) AS count,
           count(*) > count(DISTINCT _sluice_place) OR coalesce(bool_or(_sluice_is_late), false) AS surplus
      FROM replaced`;
}

/** Where the table had several rows of a key, each that gave way has become the staged one. */
function removeSurplus(names: MergeNames): string {
  const { table, staged, same } = names;
  const rawId = quoteIdentifier(metaColumns.rawId);
  return `
    DELETE FROM ${table} t USING ${staged} s
     WHERE ${same("t", "s")} AND t.${rawId} = s.${rawId}
       AND EXISTS (SELECT FROM ${table} o
                    WHERE ${same("o", "t")}
                      AND (${outlives("o", "t", names)}
                        OR (o.${rawId} = t.${rawId} AND (o.tableoid, o.ctid) > (t.tableoid, t.ctid))))`;
}

/** Whether row `a` stays although `b` has come. One that is marked as deleted does not. */
function outlives(a: string, b: string, names: MergeNames): string {
  const newer = isNewer(a, b, names);
  return names.marks ? `(${a}.${quoteIdentifier(deletedAtColumn)} IS NULL AND ${newer})` : newer;
}
