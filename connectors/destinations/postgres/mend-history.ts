import { historyColumns, historyFaultKinds, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import {
  activeRow,
  beginHistory,
  deletedAt,
  endAt,
  endOf,
  type HistoryState,
  isSame,
  life,
  startAt,
  startOf,
  typedColumns,
  uniqueKeyOf,
  versionColumns,
} from "./history";
import { faultyKeys, isThere, linkVersions, sameAsRow } from "./history-faults";
import { planKeyIndex } from "./key-index";
import { sqlTable } from "./layout";
import type { MergeStep } from "./merge";
import type { MergeNames } from "./merge-names";
import { sqlName } from "./values";

/**
 * After rows were mended in the table: brings the history in line with it, wherever it is not. A history that is not
 * there begins with the rows of the table, as in a sync.
 */
export function planHistoryMend(plan: StreamPlan, merged: MergeNames, state: HistoryState): MergeStep[] {
  const names = { ...merged, cursor: plan.cursor === null ? null : quoteIdentifier(plan.cursor) };
  return [
    ...state.statements.map((sql): MergeStep => ({ sql })),
    ...planKeyIndex(state.name, state.existing, plan.key),
    {
      sql: state.existing === null ? beginAndCount(names, state) : mendVersions(plan, names, state),
      counts: "versions",
    },
    { sql: linkVersions(names, state) },
  ];
}

function beginAndCount(names: MergeNames, state: HistoryState): string {
  const { extractedAt, run } = names;
  return `
    WITH begun AS (${beginHistory(names, state)} RETURNING ${extractedAt})
    SELECT count(*) AS count FROM begun WHERE ${extractedAt} = ${run}`;
}

/**
 * Of the active versions of a key, the latest that equals the row of the table stays; the others end. Where none does,
 * the row begins a version: in a life of its own unless it comes after all that the present one has had, so that chains
 * that later syncs rebuild by cursor leave what has ended as it is.
 */
function mendVersions(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { columns, keys, extractedAt, run } = names;
  const history = sqlTable(state.name);
  const ends = `CASE WHEN m._sluice_is_there THEN greatest(coalesce(m._sluice_right_start, m._sluice_start), h.${startAt}) ELSE ${endOf(run, state)} END`;
  return `
    WITH ${mendSources(plan, names, state)}, ended AS (
      UPDATE ${history} h SET ${activeRow} = 0, ${endAt} = ${ends}, ${deletedAt} = CASE WHEN m._sluice_is_there THEN h.${deletedAt} ELSE ${run} END
        FROM judged m WHERE h.ctid = m._sluice_place AND m._sluice_is_active AND NOT m._sluice_is_right
    ), lacking AS (
      SELECT ${keys.join(", ")},
             CASE WHEN max(_sluice_life) IS NULL THEN 0
                  WHEN bool_or(_sluice_is_active AND _sluice_life = _sluice_last_life)
                   AND NOT bool_or(_sluice_is_later AND _sluice_life = _sluice_last_life) THEN max(_sluice_life)
                  ELSE max(_sluice_life) + 1 END AS _sluice_of_life
        FROM judged WHERE _sluice_is_there GROUP BY ${keys.join(", ")} HAVING NOT bool_or(_sluice_is_right)
    ), added AS (
      INSERT INTO ${history} (${columns}, ${versionColumns(state)})
      SELECT ${typedColumns("t", names, state)}, ${uniqueKeyOf("t", names)}, t.${startOf(names)}::${startType(state)}, NULL, 1, NULL, l._sluice_of_life
        FROM lacking l JOIN ${names.table} t ON ${sameAsRow("l", names, state)} AND ${isThere("t", names)}
      RETURNING ${extractedAt}
    )
    SELECT count(*) AS count FROM added WHERE ${extractedAt} = ${run}`;
}

/** As `judged`: of each key whose active versions are not right, the row of the table with every version, or once without one. */
function mendSources(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { keys, same, table, extractedAt } = names;
  const keyList = keys.join(", ");
  const of = (alias: string) => keys.map((key) => `${alias}.${key}`).join(", ");
  const start = `t.${startOf(names)}::${startType(state)}`;
  const isActive = `coalesce(h.${activeRow} = 1, false)`;
  const isEqual = "_sluice_is_active AND _sluice_is_equal";
  return `changed AS MATERIALIZED (
      SELECT ${keyList} FROM (${faultyKeys(plan, names, state)}) f WHERE _sluice_fault < ${historyFaultKinds.indexOf("broken")}
    ), met AS MATERIALIZED (
      SELECT ${of("c")}, h.ctid AS _sluice_place, ${isActive} AS _sluice_is_active, coalesce(h.${life}, CASE WHEN h.ctid IS NOT NULL THEN 0 END) AS _sluice_life,
             h.${startAt} AS _sluice_version_start, h.${extractedAt} AS _sluice_version_run,
             t.ctid IS NOT NULL AS _sluice_is_there, ${start} AS _sluice_start,
             coalesce(h.${startAt} > ${start} OR (h.${startAt} IS NOT NULL AND ${start} IS NULL), false) AS _sluice_is_later,
             ${isActive} AND coalesce(${isSame("h", "t", plan, state)}, false) AS _sluice_is_equal
        FROM changed c LEFT JOIN ${sqlTable(state.name)} h ON ${same("h", "c")}
        LEFT JOIN ${table} t ON ${sameAsRow("c", names, state)} AND ${isThere("t", names)}
    ), judged AS MATERIALIZED (
      SELECT *, max(_sluice_life) OVER of_key AS _sluice_last_life, ${isEqual} AND row_number() OVER best = 1 AS _sluice_is_right,
             CASE WHEN first_value(${isEqual}) OVER best THEN first_value(_sluice_version_start) OVER best END AS _sluice_right_start
        FROM met WINDOW of_key AS (PARTITION BY ${keyList}), best AS (
          PARTITION BY ${keyList}
          ORDER BY (${isEqual}) DESC, _sluice_life DESC, _sluice_version_start DESC NULLS LAST, _sluice_version_run DESC, _sluice_place DESC)
    )`;
}

function startType(state: HistoryState): string {
  return sqlName(state.types.get(historyColumns.startAt) ?? "timestamptz");
}
