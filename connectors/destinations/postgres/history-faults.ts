import {
  type Context,
  deletedAtColumn,
  type DigestColumn,
  type HistoryFault,
  historyColumns,
  historyFaultKinds,
  type StreamPlan,
} from "@/connectors/sdk";
import { digestSql } from "@/connectors/sdk/postgres/digest-sql";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { isWireType, type WireType } from "@/connectors/sdk/postgres/wire-types";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import {
  activeRow,
  deletedAt,
  endAt,
  type HistoryState,
  isSame,
  life,
  startAt,
  typesByName,
} from "./history";
import { sqlTable } from "./layout";
import { type MergeNames, mergeNames } from "./merge-names";
import { type ExistingTable, inspectTable, labelOf } from "./tables";
import { sqlName } from "./values";

/** As the digest tells them. */
export async function findHistoryFaults(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  { key, limit }: { key: DigestColumn[]; limit: number },
  ctx: Context,
): Promise<HistoryFault[] | null> {
  const { history } = plan;
  if (!history) return null;
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      const [found, table] = [await inspectTable(session, history), await inspectTable(session, plan.table)];
      if (!found || !table) return null;
      const doing = `Looking for faults in ${labelOf(history)}`;
      await session.run(doing, suitPlanner);
      const { shared, names, state } = asTheyStand(plan, table, { ...found, name: history });
      const texts = key.map(({ name, form }, part) => {
        const wire = state.types.get(name) ?? "varchar";
        return `${digestSql(form, { expression: `f.${quoteIdentifier(name)}`, wire })} AS k${part}`;
      });
      const rows = await session.query<Record<string, string | number | null>>(
        doing,
        `SELECT ${texts.join(", ")}, f._sluice_fault AS fault FROM (${faultyKeys(shared, names, state)}) f ORDER BY ${names.keys.join(", ")} LIMIT ${limit}`,
      );
      return rows.map((row) => ({
        kind: historyFaultKinds[Number(row.fault)] ?? "broken",
        key: key.map((_, part) => String(row[`k${part}`])),
      }));
    }),
  );
}

const suitPlanner =
  "SELECT set_config('work_mem', '65536', true) FROM pg_settings WHERE name = 'work_mem' AND setting::bigint < 65536";

/** The tables before a sync has brought them to what the plan wants: in the columns that both have. */
function asTheyStand(
  plan: StreamPlan,
  table: ExistingTable,
  history: ExistingTable & { name: HistoryState["name"] },
): { shared: StreamPlan; names: MergeNames; state: HistoryState } {
  const has = ({ columns }: ExistingTable, wanted: string) => columns.some(({ name }) => name === wanted);
  const types = new Map(
    history.columns.flatMap(({ name, type }): [string, WireType][] =>
      isWireType(type) ? [[name, type]] : [],
    ),
  );
  const shared = {
    ...plan,
    columns: plan.columns.filter(({ name }) => has(table, name) && types.has(name)),
  };
  const lives = has(history, historyColumns.life);
  return {
    shared,
    names: mergeNames(plan, types, has(table, deletedAtColumn)),
    state: { name: history.name, statements: [], types, existing: history, lives },
  };
}

/** As rows of the key's columns, in the history's types, and `_sluice_fault`: the place of the fault's kind. */
export function faultyKeys(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { keys, keyed, table } = names;
  const keyList = keys.join(", ");
  const ofTable = keysOfTable(names, state);
  const actives = "count(*) FILTER (WHERE _sluice_is_active)";
  return `
    SELECT ${keyList}, min(_sluice_fault) AS _sluice_fault FROM (
      SELECT ${keys.map((key, part) => `coalesce(h.${key}, ${ofTable[part]}) AS ${key}`).join(", ")},
             CASE WHEN h.ctid IS NULL THEN 0 WHEN t.ctid IS NULL THEN 1 ELSE 3 END AS _sluice_fault
        FROM (SELECT ctid, * FROM ${sqlTable(state.name)} WHERE ${activeRow} = 1 AND ${keyed}) h
        FULL JOIN (SELECT ctid, * FROM ${table} t WHERE ${isThere("t", names)} AND ${keyed}) t ON ${sameAsRow("h", names, state)}
       WHERE h.ctid IS NULL OR t.ctid IS NULL OR NOT ${isSame("h", "t", plan, state)}
      UNION ALL
      SELECT ${keyList}, CASE WHEN ${actives} > 1 THEN 2 ELSE 4 END
        FROM (${linkedVersions(names, state)}) v GROUP BY ${keyList} HAVING ${actives} > 1 OR bool_or(_sluice_is_broken)
    ) f GROUP BY ${keyList}`;
}

/** Whether a key in the history's types is that of the row `t`. */
export function sameAsRow(alias: string, names: MergeNames, state: HistoryState): string {
  const ofTable = keysOfTable(names, state);
  return names.keys.map((key, part) => `${alias}.${key} = ${ofTable[part]}`).join(" AND ");
}

function keysOfTable({ keys }: MergeNames, state: HistoryState): string[] {
  const types = typesByName(state);
  return keys.map((key) => `t.${key}::${sqlName(types.get(key) ?? "varchar")}`);
}

/** Sets each version's end to where the next one of its life starts, where it is not; active ones have none. */
export function linkVersions(names: MergeNames, state: HistoryState): string {
  return `
    UPDATE ${sqlTable(state.name)} h SET ${endAt} = CASE WHEN NOT v._sluice_is_active THEN v._sluice_next END
      FROM (${linkedVersions(names, state)}) v WHERE h.ctid = v._sluice_place AND v._sluice_is_broken`;
}

/** The order of merges; where versions start alike, arrival is told by their ends alone. */
function linkedVersions({ keys, keyed, extractedAt }: MergeNames, state: HistoryState): string {
  const keyList = keys.join(", ");
  const isActive = `coalesce(${activeRow} = 1, false)`;
  const chain = `PARTITION BY ${keyList}, ${state.lives ? `coalesce(${life}, 0)` : "0"}
      ORDER BY ${startAt} NULLS FIRST, ${isActive}, (${endAt} IS DISTINCT FROM ${startAt}), ${extractedAt}`;
  return `
    SELECT *, CASE WHEN _sluice_is_active THEN _sluice_end IS NOT NULL
                   ELSE _sluice_has_next AND _sluice_end IS DISTINCT FROM _sluice_next END AS _sluice_is_broken
      FROM (
        SELECT ${keyList}, ctid AS _sluice_place, ${isActive} AS _sluice_is_active, ${endAt} AS _sluice_end,
               lead(${startAt}) OVER chain AS _sluice_next, lead(true) OVER chain IS NOT NULL AS _sluice_has_next
          FROM ${sqlTable(state.name)} WHERE ${keyed} WINDOW chain AS (${chain})
      ) linked`;
}

/** A row, and not marked as deleted. */
export function isThere(alias: string, { marks }: MergeNames): string {
  return marks ? `${alias}.${deletedAt} IS NULL` : "true";
}
