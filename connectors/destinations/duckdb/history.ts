import {
  deletedAtColumn,
  historyColumns,
  metaColumns,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { isAlive, keysOf, sameKey, type MergeNames } from "./merge-names";
import { planTable, type Existing } from "./evolve";
import { quote } from "@/connectors/sdk/duckdb/names";
import {
  arrivalColumn,
  columnList,
  extractedAt,
  finalColumns,
  historyTableColumns,
  qualify,
  type Database,
} from "./layout";

export const [uniqueKey, startAt, endAt, activeRow, life, deletedAt] = [
  historyColumns.uniqueKey,
  historyColumns.startAt,
  historyColumns.endAt,
  historyColumns.activeRow,
  historyColumns.life,
  deletedAtColumn,
].map(quote) as [string, string, string, string, string, string];
const [arrival, runOf] = [arrivalColumn, metaColumns.extractedAt].map(quote) as [string, string];

/** How the history table stands before the merge. */
export interface HistoryState {
  table: string;
  /** What makes it as it must be. */
  statements: string[];
  /** Fills it where it is new. */
  begin: string[];
  warnings: string[];
  /** The type in which versions start and end. */
  instant: string;
  /** It has the columns that tell the lives of a key apart. */
  lives: boolean;
  types: Map<string, string>;
}

export function stateOfHistory(
  database: Database,
  plan: StreamPlan,
  { name, existing, final }: { name: TableName; existing: Existing; final: Existing },
): HistoryState {
  const has = (table: Existing, column: string) =>
    table.kind === "table" && table.columns.some((candidate) => candidate.name === column);
  const lives = plan.deletes !== "ignore" || has(existing, historyColumns.life);
  const { statements, warnings, columns } = planTable(
    database,
    name,
    existing,
    historyTableColumns(plan, lives),
  );
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const state: HistoryState = {
    table: qualify(database, name),
    statements,
    begin: [],
    warnings,
    instant: types.get(historyColumns.startAt) ?? "TIMESTAMP WITH TIME ZONE",
    lives,
    types,
  };
  if (existing.kind === "none" && final.kind === "table")
    state.begin.push(beginHistory(database, plan, state, has(final, deletedAtColumn)));
  return state;
}

/** The rows that are in the table already are the first versions. */
function beginHistory(database: Database, plan: StreamPlan, state: HistoryState, marks: boolean): string {
  const gone = marks ? `t.${deletedAt} IS NOT NULL` : "false";
  const ends = marks ? `CASE WHEN ${gone} THEN ${endOf(`t.${deletedAt}`, state)} END` : "NULL";
  const ofLife = state.lives ? `, ${marks ? `t.${deletedAt}` : "NULL"} AS ${deletedAt}, 0 AS ${life}` : "";
  const values = `t.${quote(plan.cursor ?? metaColumns.extractedAt)} AS ${startAt}, ${ends} AS ${endAt}, CASE WHEN ${gone} THEN 0 ELSE 1 END AS ${activeRow}${ofLife}`;
  return `INSERT INTO ${state.table} BY NAME SELECT ${columnList(finalColumns(plan), "t.")}, ${uniqueKeyOf("t", plan)} AS ${uniqueKey}, ${values} FROM ${qualify(database, plan.table)} t`;
}

/**
 * Brings the rows of one stage into the table of versions, before they are merged. The chains of the keys in the stage
 * are rebuilt in a table of keys alone, so that the memory it takes does not grow with the rows: in the order of cursor
 * (null is the oldest), run and arrival, within each life of the key. A row that equals the one before it is no version.
 */
export function historyStatements(plan: StreamPlan, names: MergeNames, state: HistoryState): string[] {
  const { stage, keys } = names;
  const keyNames = keys.map((_, part) => `k${part}`).join(", ");
  const same = keys.map((_, part) => `c.k${part} = v.k${part}`).join(" AND ");
  const chain = `PARTITION BY ${keyNames}, l ORDER BY ${plan.cursor === null ? "" : "s NULLS FIRST, "}r, a, active NULLS LAST`;
  const alive = isAlive("s");
  const heeds = plan.stream.supports.deletes && plan.deletes !== "ignore";
  const deletions = heeds
    ? `(count(*) FILTER (WHERE NOT (${alive})) OVER (PARTITION BY ${keysOf(names, "s")} ORDER BY s.${arrival} ROWS UNBOUNDED PRECEDING))::INTEGER`
    : "0";
  const lifeNow = state.lives ? "coalesce(max(v.l) + 1 - max(v.active), 0)" : "0";
  const gone = "l < last";
  const ends = `CASE WHEN has_next THEN next WHEN ${gone} THEN ${endOf(extractedAt(plan), state)} END`;
  const active = `CASE WHEN has_next OR ${gone} THEN 0 ELSE 1 END`;
  const goneAt = `CASE WHEN NOT has_next AND ${gone} THEN ${extractedAt(plan)} END`;
  return [
    `CREATE OR REPLACE TEMP TABLE _sluice_chain AS
      WITH staged AS (
        SELECT ${keyColumns(names, "s")}, ${startOf(names, "s")}::${state.instant} AS s, s.${runOf} AS r, s.${arrival} AS a, ${alive} AS alive,
               ${contentOf(plan, state, "s")} AS content, ${deletions} AS l
          FROM ${stage} s WHERE ${hasKey(names, "s")}${heeds ? "" : ` AND ${alive}`}
      ), changed AS (SELECT ${keyNames}, max(l) AS deletions FROM staged GROUP BY ALL),
      past AS (
        SELECT ${keyColumns(names, "t")}, t.${startAt} AS s, t.${runOf} AS r, -1 AS a, ${contentOf(plan, state, "t")} AS content,
               ${state.lives ? `coalesce(t.${life}, 0)` : "0"} AS l, t.rowid AS place, t.${activeRow} AS active
          FROM ${state.table} t SEMI JOIN changed c ON ${keys.map((key, part) => `${key("t")} = c.k${part}`).join(" AND ")}
      ), lives AS (
        SELECT ${keys.map((_, part) => `c.k${part}`).join(", ")}, ${lifeNow} AS now, ${lifeNow} + c.deletions AS last
          FROM changed c LEFT JOIN past v ON ${same} GROUP BY ${keys.map((_, part) => `c.k${part}`).join(", ")}, c.deletions
      ), versions AS (
        SELECT ${keys.map((_, part) => `v.k${part}`).join(", ")}, v.s, v.r, v.a, v.content, v.l, v.place, v.active, c.last FROM past v JOIN lives c ON ${same}
        UNION ALL
        SELECT ${keys.map((_, part) => `v.k${part}`).join(", ")}, v.s, v.r, v.a, v.content, c.now + v.l, NULL, NULL, c.last FROM staged v JOIN lives c ON ${same} WHERE v.alive
      ), kept AS (
        SELECT * FROM versions WINDOW chain AS (${chain}) QUALIFY place IS NOT NULL OR row_number() OVER chain = 1 OR content <> lag(content) OVER chain
      ), linked AS (
        SELECT a, s, l, last, place, active, lead(s) OVER chain AS next, lead(true) OVER chain IS NOT NULL AS has_next FROM kept WINDOW chain AS (${chain})
      )
      SELECT a, place, s, l, ${ends} AS ends, ${active} AS active_now, ${goneAt} AS gone_at FROM linked
       WHERE place IS NULL OR ((active = 1 OR has_next) AND active <> ${active}) OR has_next`,
    `UPDATE ${state.table} AS t SET ${endAt} = c.ends, ${activeRow} = c.active_now${state.lives ? `, ${deletedAt} = coalesce(t.${deletedAt}, c.gone_at)` : ""} FROM _sluice_chain c WHERE t.rowid = c.place AND (t.${activeRow} <> c.active_now OR t.${endAt} IS DISTINCT FROM c.ends)`,
    insertVersions(plan, state, {
      from: `${stage} s JOIN _sluice_chain c ON c.place IS NULL AND c.a = s.${arrival}`,
      values: `c.s AS ${startAt}, c.ends AS ${endAt}, c.active_now AS ${activeRow}${state.lives ? `, c.gone_at AS ${deletedAt}, c.l AS ${life}` : ""}`,
    }),
    insertVersions(plan, state, {
      from: `${stage} s WHERE ${alive} AND NOT (${hasKey(names, "s")})`,
      values: `${startOf(names, "s")} AS ${startAt}, NULL AS ${endAt}, 1 AS ${activeRow}${state.lives ? `, NULL AS ${deletedAt}, 0 AS ${life}` : ""}`,
    }),
    "DROP TABLE temp._sluice_chain",
  ];
}

/** After a full refresh, the versions that hold now end where their key did not come. */
export function closeAbsent(
  plan: StreamPlan,
  names: MergeNames,
  state: HistoryState,
  stages: string[],
): string[] {
  if (!infersDeletes(plan)) return [];
  const brought = stages
    .map(
      (stage) =>
        `NOT EXISTS (SELECT 1 FROM ${stage} s WHERE ${isAlive("s")} AND ${sameKey(names, "s", "t")})`,
    )
    .join(" AND ");
  return [
    `UPDATE ${state.table} AS t SET ${activeRow} = 0, ${deletedAt} = ${extractedAt(plan)}, ${endAt} = ${endOf(extractedAt(plan), state)} WHERE t.${activeRow} = 1 AND ${brought}`,
  ];
}

function insertVersions(
  plan: StreamPlan,
  state: HistoryState,
  { from, values }: { from: string; values: string },
): string {
  return `INSERT INTO ${state.table} BY NAME SELECT ${columnList(finalColumns(plan), "s.")}, ${uniqueKeyOf("s", plan)} AS ${uniqueKey}, ${values} FROM ${from}`;
}

export function keyColumns({ keys }: MergeNames, alias: string): string {
  return keys.map((key, part) => `${key(alias)} AS k${part}`).join(", ");
}

export function hasKey({ keys }: MergeNames, alias: string): string {
  return keys.map((key) => `${key(alias)} IS NOT NULL`).join(" AND ");
}

function startOf({ cursor }: MergeNames, alias: string): string {
  return cursor ? cursor(alias) : `${alias}.${runOf}`;
}

/** An instant as the end of a version; null where versions do not end at instants. */
export function endOf(instant: string, state: HistoryState): string {
  if (state.instant === "TIMESTAMP WITH TIME ZONE") return instant;
  if (state.instant === "TIMESTAMP") return `timezone('UTC', ${instant})`;
  return `NULL::${state.instant}`;
}

export function uniqueKeyOf(alias: string, { key }: StreamPlan): string {
  return `md5(${key.map((name) => `coalesce(${alias}.${quote(name)}::VARCHAR, '')`).join(" || '-' || ")})`;
}

/** The contents of a row as one digest, the same for rows that are equal in every field. */
export function contentOf(plan: StreamPlan, state: Pick<HistoryState, "types">, alias: string): string {
  const texts = plan.columns.map(
    ({ name }) => `${alias}.${quote(name)}::${state.types.get(name) ?? "VARCHAR"}::VARCHAR`,
  );
  return `md5(to_json([${texts.join(", ")}])::VARCHAR)`;
}
