import { deletedAtColumn, historyColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import { hasReportedDeletes, infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { isAbsent } from "./deletes";
import { planKeyIndex } from "./key-index";
import { historyTableColumns, sqlTable } from "./layout";
import type { MergeStep } from "./merge";
import type { MergeNames } from "./merge-names";
import { type ExistingTable, planTable } from "./tables";
import { sqlName } from "./values";

/** How the history table stands before the merge. */
export interface HistoryState {
  name: TableName;
  /** What makes it as it must be. */
  statements: string[];
  types: Map<string, WireType>;
  existing: ExistingTable | null;
  /** It has the columns that tell the lives of a key apart. */
  lives: boolean;
}

export const [uniqueKey, startAt, endAt, activeRow, life, deletedAt] = [
  historyColumns.uniqueKey,
  historyColumns.startAt,
  historyColumns.endAt,
  historyColumns.activeRow,
  historyColumns.life,
  deletedAtColumn,
].map(quoteIdentifier) as [string, string, string, string, string, string];

export function stateOfHistory(
  plan: StreamPlan,
  name: TableName,
  existing: ExistingTable | null,
): HistoryState {
  const lives =
    plan.deletes !== "ignore" ||
    (existing?.columns.some((column) => column.name === historyColumns.life) ?? false);
  const { statements, types } = planTable(name, historyTableColumns(plan, lives), existing);
  return { name, statements, types, existing, lives };
}

/**
 * Brings the staged rows into the table of versions, before they are merged away. Only the chains of keys that changed
 * are looked at. A new history begins with the rows that the table has already.
 */
export function planHistory(plan: StreamPlan, names: MergeNames, state: HistoryState): MergeStep[] {
  return [
    ...state.statements.map((sql): MergeStep => ({ sql })),
    ...(state.existing === null ? [{ sql: beginHistory(names, state) }] : []),
    { sql: chainVersions(plan, names, state), counts: "versions" },
    ...(infersDeletes(plan) ? [{ sql: closeAbsent(names, state) }] : []),
    ...planKeyIndex(state.name, state.existing, plan.key),
  ];
}

/** The rows that are in the table already are the first versions. */
export function beginHistory(names: MergeNames, state: HistoryState): string {
  const { table, columns, marks } = names;
  const gone = marks ? `t.${deletedAt} IS NOT NULL` : "false";
  const ends = marks ? `CASE WHEN ${gone} THEN ${endOf(`t.${deletedAt}`, state)} END` : "NULL";
  const ofLife = state.lives ? `, ${marks ? `t.${deletedAt}` : "NULL"}, 0` : "";
  return `
    INSERT INTO ${sqlTable(state.name)} (${columns}, ${versionColumns(state)})
    SELECT ${columns}, ${uniqueKeyOf("t", names)}, t.${startOf(names)}, ${ends}, CASE WHEN ${gone} THEN 0 ELSE 1 END${ofLife}
      FROM ${table} t`;
}

/**
 * Rebuilds the chains of the staged keys: their versions and the staged rows, in the order of cursor (none is the
 * oldest), run and arrival, within each life of the key. A staged row that equals the one before it is no version; each
 * version ends where the next one starts; the last one of a life that is over ends now.
 *
 * Chains are made of places and of what gives rows their order. Contents are met where their page is at hand.
 */
function chainVersions(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { columns, keys, extractedAt, run, keyed, alive, stage } = names;
  const history = sqlTable(state.name);
  const order = [
    ...(names.cursor ? [`${names.cursor} NULLS FIRST`] : []),
    extractedAt,
    "_sluice_arrival",
    "_sluice_active NULLS LAST",
  ].join(", ");
  const chain = `PARTITION BY ${keys.join(", ")}, _sluice_of_life ORDER BY ${order}`;
  const gone = "_sluice_of_life < _sluice_last_life";
  const ends = `CASE WHEN _sluice_has_next THEN _sluice_next WHEN ${gone} THEN ${endOf(run, state)} END`;
  const active = `CASE WHEN _sluice_has_next OR ${gone} THEN 0 ELSE 1 END`;
  const goneAt = `CASE WHEN NOT _sluice_has_next AND ${gone} THEN ${run} END`;
  return `
    WITH ${chainSources(plan, names, state)}, told AS (
      SELECT *, row_number() OVER chain = 1 AS _sluice_is_first, lag(_sluice_equals_staged) OVER chain AS _sluice_is_equal,
             lag(_sluice_place) OVER chain AS _sluice_place_before, lag(_sluice_staged) OVER chain AS _sluice_staged_before
        FROM versions WINDOW chain AS (${chain})
    ), linked AS MATERIALIZED (
      SELECT *, lead(_sluice_start) OVER chain AS _sluice_next, lead(true) OVER chain IS NOT NULL AS _sluice_has_next
        FROM told t
       WHERE _sluice_place IS NOT NULL OR _sluice_is_first OR NOT coalesce(_sluice_is_equal, ${equalsBefore(plan, names, state)})
      WINDOW chain AS (${chain})
    ), ended AS (
      UPDATE ${history} h SET ${endAt} = ${ends}, ${activeRow} = ${active}${state.lives ? `, ${deletedAt} = coalesce(h.${deletedAt}, ${goneAt})` : ""}
        FROM linked l
       WHERE h.ctid = l._sluice_place AND (_sluice_active = 1 OR _sluice_has_next)
         AND (_sluice_active <> ${active} OR h.${endAt} IS DISTINCT FROM ${ends})
    ), added AS (
      INSERT INTO ${history} (${columns}, ${versionColumns(state)})
      SELECT ${typedColumns("s", names, state)}, ${uniqueKeyOf("l", names)}, _sluice_start, ${ends}, ${active}${state.lives ? `, ${goneAt}, _sluice_of_life` : ""}
        FROM linked l JOIN ${stage} s ON s.ctid = l._sluice_staged
      UNION ALL
      SELECT ${typedColumns("s", names, state)}, ${uniqueKeyOf("s", names)}, s.${startOf(names)}, NULL, 1${state.lives ? ", NULL, 0" : ""}
        FROM ${stage} s WHERE NOT (${keyed}) AND ${alive("s")}
      RETURNING ${extractedAt}
    )
    SELECT count(*) AS count FROM added WHERE ${extractedAt} = ${run}`;
}

/** As `versions`: what the history holds of the staged keys, and the staged rows. */
function chainSources(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { keys, keyed, alive, compared, stage } = names;
  const keyList = keys.join(", ");
  const heeds = hasReportedDeletes(plan);
  const isDeletion = heeds ? `NOT (${alive("s")})` : "false";
  const of = (alias: string) => compared.map((name) => `${alias}.${name}`).join(", ");
  const deletionsBefore = heeds
    ? `count(*) FILTER (WHERE ${isDeletion}) OVER (PARTITION BY ${keyList} ORDER BY s.${names.arrival} ROWS UNBOUNDED PRECEDING)::int`
    : "0";
  const lifeOf = state.lives ? `coalesce(h.${life}, 0)` : "0";
  const lifeNow = state.lives
    ? "coalesce(max(_sluice_life) OVER of_key + 1 - max(_sluice_active) OVER of_key, 0)"
    : "0";
  return `staged AS MATERIALIZED (
      SELECT s.ctid AS _sluice_staged, ${typedColumns("s", { columnNames: compared }, state)}, s.${names.arrival},
             ${isDeletion} AS _sluice_is_deletion, ${deletionsBefore} AS _sluice_deletions
        FROM ${stage} s WHERE ${keyed}${heeds ? "" : ` AND ${alive("s")}`}
    ), changed AS MATERIALIZED (
      SELECT ${keyList}, CASE WHEN count(*) = 1 THEN min(_sluice_staged) END AS _sluice_only
        FROM staged GROUP BY ${keyList} ORDER BY ${keyList}
    ), met AS (
      SELECT ${of("h")}, h.ctid AS _sluice_place, NULL::tid AS _sluice_staged, 0::bigint AS _sluice_arrival,
             h.${activeRow} AS _sluice_active, h.${startAt} AS _sluice_start, ${lifeOf} AS _sluice_life,
             false AS _sluice_is_deletion, 0 AS _sluice_deletions, ${isSame("h", "s", plan, state)} AS _sluice_equals_staged
        FROM changed c JOIN ${sqlTable(state.name)} h ON ${names.same("h", "c")}
        LEFT JOIN ${stage} s ON s.ctid = c._sluice_only
      UNION ALL
      SELECT ${of("s")}, NULL, s._sluice_staged, s.${names.arrival},
             NULL, s.${startOf(names)}, NULL,
             s._sluice_is_deletion, s._sluice_deletions, NULL
        FROM staged s
    ), lives AS (
      SELECT *, ${lifeNow} AS _sluice_life_now, max(_sluice_deletions) OVER of_key AS _sluice_all_deletions
        FROM met WINDOW of_key AS (PARTITION BY ${keyList})
    ), versions AS (
      SELECT *, coalesce(_sluice_life, _sluice_life_now + _sluice_deletions) AS _sluice_of_life,
             _sluice_life_now + _sluice_all_deletions AS _sluice_last_life
        FROM lives WHERE NOT _sluice_is_deletion
    )`;
}

/** Whether a staged row equals the one before it in its chain, where the key has several staged rows. */
function equalsBefore(plan: StreamPlan, { stage }: MergeNames, state: HistoryState): string {
  const before = (table: string, place: string, asStaged: boolean) =>
    `(SELECT ${isSame("b", "s", plan, state, asStaged)} FROM ${table} b, ${stage} s WHERE b.ctid = t.${place} AND s.ctid = t._sluice_staged)`;
  return `CASE WHEN _sluice_place_before IS NULL THEN ${before(stage, "_sluice_staged_before", true)} ELSE ${before(sqlTable(state.name), "_sluice_place_before", false)} END`;
}

/** After a full refresh, the versions that hold now end where their key did not come. */
function closeAbsent(names: MergeNames, state: HistoryState): string {
  return `
    UPDATE ${sqlTable(state.name)} h SET ${activeRow} = 0, ${deletedAt} = ${names.run}, ${endAt} = ${endOf(names.run, state)}
     WHERE h.${activeRow} = 1 AND h.${names.extractedAt} <> ${names.run} AND ${isAbsent("h", names)}`;
}

export function versionColumns(state: HistoryState): string {
  return [uniqueKey, startAt, endAt, activeRow, ...(state.lives ? [deletedAt, life] : [])].join(", ");
}

export function startOf({ cursor, extractedAt }: MergeNames): string {
  return cursor ?? extractedAt;
}

/** An instant as the end of a version; null where versions do not end at instants. */
export function endOf(instant: string, state: HistoryState): string {
  switch (state.types.get(historyColumns.endAt)) {
    case "timestamptz":
      return instant;
    case "timestamp":
      return `(${instant} AT TIME ZONE 'UTC')`;
    default:
      return `NULL::${endType(state)}`;
  }
}

function endType(state: HistoryState): string {
  return sqlName(state.types.get(historyColumns.endAt) ?? "timestamptz");
}

export function uniqueKeyOf(alias: string, { keys }: MergeNames): string {
  return `md5(${keys.map((key) => `coalesce(${alias}.${key}::text, '')`).join(" || '-' || ")})`;
}

/** Whether a version, or another staged row, has the content of a staged row; null where there is no staged row. */
export function isSame(
  alias: string,
  staged: string,
  plan: StreamPlan,
  state: HistoryState,
  asStaged = false,
): string {
  const contentOf = (of: string, isCast: boolean) =>
    `ROW(${plan.columns.map(({ name }) => comparable(of, name, isCast, state)).join(", ")})`;
  return `CASE WHEN ${staged}.ctid IS NOT NULL THEN ${contentOf(alias, asStaged)} IS NOT DISTINCT FROM ${contentOf(staged, true)} END`;
}

/** json has no equality of its own. */
function comparable(alias: string, column: string, isCast: boolean, state: HistoryState): string {
  const name = `${alias}.${quoteIdentifier(column)}`;
  const type = state.types.get(column) ?? "varchar";
  const typed = isCast ? `${name}::${sqlName(type)}` : name;
  return type === "json" ? `${typed}::text` : typed;
}

/** Staged values in the types of the history's columns. */
export function typedColumns(
  alias: string,
  { columnNames }: Pick<MergeNames, "columnNames">,
  state: HistoryState,
): string {
  const types = typesByName(state);
  return columnNames
    .map((name) => `${alias}.${name}::${sqlName(types.get(name) ?? "varchar")} AS ${name}`)
    .join(", ");
}

/** By quoted name. */
export function typesByName({ types }: HistoryState): Map<string, WireType> {
  return new Map([...types].map(([name, type]) => [quoteIdentifier(name), type]));
}
