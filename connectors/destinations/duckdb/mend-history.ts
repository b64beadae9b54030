import { historyFaultKinds, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quote } from "@/connectors/sdk/duckdb/names";
import {
  activeRow,
  contentOf,
  deletedAt,
  endAt,
  endOf,
  type HistoryState,
  life,
  startAt,
  uniqueKey,
  uniqueKeyOf,
} from "./history";
import { faultyKeys, isThere, linkVersions } from "./history-faults";
import { columnList, extractedAt, finalColumns } from "./layout";

/**
 * After the merge: brings the versions in line with the rows of the table, wherever they are not. Of the active versions
 * of a key, the latest that equals the row stays; the others end. Where none does, the row begins a version: in a life
 * of its own unless it comes after all that the present one has had, so that chains that later syncs rebuild by cursor
 * leave what has ended as it is.
 */
export function mendHistory(
  plan: StreamPlan,
  table: string,
  { state, marks }: { state: HistoryState; marks: boolean },
): string[] {
  const keyNames = plan.key.map((_, part) => `k${part}`).join(", ");
  const isRow = `${plan.key.map((key, part) => `t.${quote(key)} = l.k${part}`).join(" AND ")} AND ${isThere(marks)}`;
  const ends = `CASE WHEN m.is_there THEN greatest(coalesce(m.right_start, m.row_start), m.s) ELSE ${endOf(extractedAt(plan), state)} END`;
  const begins = `${rowStart(plan, state)} AS ${startAt}, NULL AS ${endAt}, 1 AS ${activeRow}, NULL AS ${deletedAt}, l.of_life AS ${life}`;
  const faults = faultyKeys(plan, { table, state, marks });
  return [
    `CREATE OR REPLACE TEMP TABLE _sluice_mended AS SELECT ${keyNames} FROM (${faults}) WHERE fault < ${historyFaultKinds.indexOf("broken")}`,
    judgeVersions(plan, table, { state, marks }),
    `UPDATE ${state.table} AS h SET ${endAt} = ${ends}, ${activeRow} = 0, ${deletedAt} = CASE WHEN m.is_there THEN h.${deletedAt} ELSE ${extractedAt(plan)} END
       FROM _sluice_judged m WHERE h.rowid = m.place AND m.is_active AND NOT m.is_right`,
    `INSERT INTO ${state.table} BY NAME
     SELECT ${columnList(finalColumns(plan), "t.")}, ${uniqueKeyOf("t", plan)} AS ${uniqueKey}, ${begins}
       FROM ${table} t JOIN (
         SELECT ${keyNames}, CASE WHEN max(l) IS NULL THEN 0
                                  WHEN bool_or(is_active AND l = last) AND NOT bool_or(is_later AND l = last) THEN max(l)
                                  ELSE max(l) + 1 END AS of_life
           FROM _sluice_judged WHERE is_there GROUP BY ${keyNames} HAVING NOT bool_or(is_right)
       ) l ON ${isRow}`,
    linkVersions(plan, state),
    "DROP TABLE temp._sluice_judged",
    "DROP TABLE temp._sluice_mended",
  ];
}

/** Of each key whose active versions are not right, the row of the table with every version, or once without one. */
function judgeVersions(
  plan: StreamPlan,
  table: string,
  { state, marks }: { state: HistoryState; marks: boolean },
): string {
  const keyNames = plan.key.map((_, part) => `k${part}`).join(", ");
  const same = (alias: string) =>
    plan.key.map((key, part) => `${alias}.${quote(key)} = c.k${part}`).join(" AND ");
  const isEqual = "is_active AND is_equal";
  return `
    CREATE OR REPLACE TEMP TABLE _sluice_judged AS
      WITH met AS (
        SELECT c.*, h.rowid AS place, coalesce(h.${activeRow} = 1, false) AS is_active, h.${startAt} AS s, h.${quote(metaColumns.extractedAt)} AS r,
               CASE WHEN h.rowid IS NOT NULL THEN coalesce(h.${life}, 0) END AS l,
               t.rowid IS NOT NULL AS is_there, ${rowStart(plan, state)} AS row_start,
               coalesce(${contentOf(plan, state, "h")} = ${contentOf(plan, state, "t")}, false) AS is_equal
          FROM _sluice_mended c LEFT JOIN ${state.table} h ON ${same("h")}
          LEFT JOIN ${table} t ON ${same("t")} AND ${isThere(marks)}
      )
      SELECT *, max(l) OVER of_key AS last, coalesce(s > row_start OR (s IS NOT NULL AND row_start IS NULL), false) AS is_later,
             is_there AND ${isEqual} AND row_number() OVER best = 1 AS is_right,
             CASE WHEN first_value(is_there AND ${isEqual}) OVER best THEN first_value(s) OVER best END AS right_start
        FROM met WINDOW of_key AS (PARTITION BY ${keyNames}), best AS (
          PARTITION BY ${keyNames} ORDER BY (${isEqual}) DESC, l DESC, s DESC NULLS LAST, r DESC, place DESC)`;
}

function rowStart(plan: StreamPlan, { instant }: HistoryState): string {
  return `t.${quote(plan.cursor ?? metaColumns.extractedAt)}::${instant}`;
}
