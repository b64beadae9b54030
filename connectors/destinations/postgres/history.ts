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

const [uniqueKey, startAt, endAt, activeRow, life, deletedAt] = [
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
function beginHistory(names: MergeNames, state: HistoryState): string {
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
 */
function chainVersions(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { columns, keys, extractedAt, run, keyed, alive } = names;
  const history = sqlTable(state.name);
  const order = [
    ...(names.cursor ? [`${names.cursor} NULLS FIRST`] : []),
    extractedAt,
    "_sluice_arrival",
    "_sluice_active NULLS LAST",
  ].join(", ");
  const chain = `PARTITION BY ${keys.join(", ")}, _sluice_of_life ORDER BY ${order}`;
  const content = `ROW(${plan.columns.map(({ name }) => comparable(name, state)).join(", ")})`;
  const gone = "_sluice_of_life < _sluice_last_life";
  const ends = `CASE WHEN _sluice_has_next THEN _sluice_next WHEN ${gone} THEN ${endOf(run, state)} END`;
  const active = `CASE WHEN _sluice_has_next OR ${gone} THEN 0 ELSE 1 END`;
  const goneAt = `CASE WHEN NOT _sluice_has_next AND ${gone} THEN ${run} END`;
  return `
    WITH ${chainSources(plan, names, state)}, told AS (
      SELECT *, _sluice_place IS NOT NULL OR row_number() OVER chain = 1 OR ${content} IS DISTINCT FROM lag(${content}) OVER chain AS _sluice_kept
        FROM versions WINDOW chain AS (${chain})
    ), linked AS (
      SELECT *, lead(_sluice_start) OVER chain AS _sluice_next, lead(true) OVER chain IS NOT NULL AS _sluice_has_next
        FROM told WHERE _sluice_kept WINDOW chain AS (${chain})
    ), ended AS (
      UPDATE ${history} h SET ${endAt} = ${ends}, ${activeRow} = ${active}${state.lives ? `, ${deletedAt} = coalesce(h.${deletedAt}, ${goneAt})` : ""}
        FROM linked l
       WHERE h.ctid = ANY(ARRAY(SELECT _sluice_place FROM linked WHERE _sluice_place IS NOT NULL AND (_sluice_active = 1 OR _sluice_has_next)))
         AND h.ctid = l._sluice_place AND (_sluice_active = 1 OR _sluice_has_next)
         AND (_sluice_active <> ${active} OR h.${endAt} IS DISTINCT FROM ${ends})
    ), added AS (
      INSERT INTO ${history} (${columns}, ${versionColumns(state)})
      SELECT ${columns}, ${uniqueKeyOf("l", names)}, _sluice_start, ${ends}, ${active}${state.lives ? `, ${goneAt}, _sluice_of_life` : ""}
        FROM linked l WHERE _sluice_place IS NULL
      UNION ALL
      SELECT ${typedColumns("s", names, state)}, ${uniqueKeyOf("s", names)}, s.${startOf(names)}, NULL, 1${state.lives ? ", NULL, 0" : ""}
        FROM ${names.stage} s WHERE NOT (${keyed}) AND ${alive("s")}
      RETURNING ${extractedAt}
    )
    SELECT count(*) AS count FROM added WHERE ${extractedAt} = ${run}`;
}

/** As `versions`: what the history holds of the staged keys, and the staged rows. */
function chainSources(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { keys, keyed, alive, columnNames, stage } = names;
  const keyList = keys.join(", ");
  const heeds = hasReportedDeletes(plan);
  const isDeletion = heeds ? `NOT (${alive("s")})` : "false";
  const past = columnNames.map((name) => `h.${name}`).join(", ");
  const deletionsBefore = heeds
    ? `count(*) FILTER (WHERE ${isDeletion}) OVER (PARTITION BY ${keyList} ORDER BY s.${names.arrival} ROWS UNBOUNDED PRECEDING)::int`
    : "0";
  const lifeOf = state.lives ? `coalesce(h.${life}, 0)` : "0";
  const lifeNow = state.lives ? "coalesce(max(p._sluice_of_life) + 1 - max(p._sluice_active), 0)" : "0";
  return `staged AS MATERIALIZED (
      SELECT ${typedColumns("s", names, state)}, s.${names.arrival}, ${isDeletion} AS _sluice_is_deletion, ${deletionsBefore} AS _sluice_deletions
        FROM ${stage} s WHERE ${keyed}${heeds ? "" : ` AND ${alive("s")}`}
    ), changed AS (
      SELECT ${keyList}, max(_sluice_deletions) AS _sluice_deletions FROM staged GROUP BY ${keyList}
    ), past AS MATERIALIZED (
      SELECT ${past}, h.ctid AS _sluice_place, 0::bigint AS _sluice_arrival, h.${activeRow} AS _sluice_active,
             h.${startAt} AS _sluice_start, ${lifeOf} AS _sluice_of_life
        FROM ${sqlTable(state.name)} h JOIN changed c ON ${names.same("h", "c")}
    ), lives AS MATERIALIZED (
      SELECT ${keys.map((key) => `c.${key}`).join(", ")}, ${lifeNow} AS _sluice_of_life, ${lifeNow} + c._sluice_deletions AS _sluice_last_life
        FROM changed c LEFT JOIN past p ON ${names.same("p", "c")} GROUP BY ${keys.map((key) => `c.${key}`).join(", ")}, c._sluice_deletions
    ), versions AS (
      SELECT p.*, v._sluice_last_life FROM past p JOIN lives v ON ${names.same("p", "v")}
      UNION ALL
      SELECT ${columnNames.map((name) => `s.${name}`).join(", ")}, NULL, s.${names.arrival}, NULL, s.${startOf(names)},
             v._sluice_of_life + s._sluice_deletions, v._sluice_last_life
        FROM staged s JOIN lives v ON ${names.same("s", "v")} WHERE NOT s._sluice_is_deletion
    )`;
}

/** After a full refresh, the versions that hold now end where their key did not come. */
function closeAbsent(names: MergeNames, state: HistoryState): string {
  return `
    UPDATE ${sqlTable(state.name)} h SET ${activeRow} = 0, ${deletedAt} = ${names.run}, ${endAt} = ${endOf(names.run, state)}
     WHERE h.${activeRow} = 1 AND h.${names.extractedAt} <> ${names.run} AND ${isAbsent("h", names)}`;
}

function versionColumns(state: HistoryState): string {
  return [uniqueKey, startAt, endAt, activeRow, ...(state.lives ? [deletedAt, life] : [])].join(", ");
}

function startOf({ cursor, extractedAt }: MergeNames): string {
  return cursor ?? extractedAt;
}

/** An instant as the end of a version; null where versions do not end at instants. */
function endOf(instant: string, state: HistoryState): string {
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

function uniqueKeyOf(alias: string, { keys }: MergeNames): string {
  return `md5(${keys.map((key) => `coalesce(${alias}.${key}::text, '')`).join(" || '-' || ")})`;
}

/** json has no equality of its own. */
function comparable(column: string, state: HistoryState): string {
  const name = quoteIdentifier(column);
  return state.types.get(column) === "json" ? `${name}::text` : name;
}

/** Staged values in the types of the history's columns. */
function typedColumns(alias: string, { columnNames }: MergeNames, state: HistoryState): string {
  const types = new Map([...state.types].map(([name, type]) => [quoteIdentifier(name), type]));
  return columnNames
    .map((name) => `${alias}.${name}::${sqlName(types.get(name) ?? "varchar")} AS ${name}`)
    .join(", ");
}
