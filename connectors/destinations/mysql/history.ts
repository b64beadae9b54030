import type { StreamPlan } from "@/connectors/sdk";
import { infersDeletes } from "@/connectors/sdk/deduping/deletes";
import { planChain } from "./chain";
import { absentJoin } from "./deletes";
import {
  activeRow,
  deletedAt,
  endAt,
  endOf,
  type HistoryState,
  stagedColumns,
  startOf,
  uniqueKeyOf,
  versionColumns,
} from "./history-state";
import { sqlTable } from "./layout";
import type { MergePlan, MergeStep } from "./merge";
import type { MergeNames } from "./merge-names";
import type { Slot } from "./values";

/**
 * Brings the staged rows into the table of versions, before they are merged away. Only the chains of keys that changed
 * are looked at. An empty history begins with the rows that the table has already.
 */
export function planHistory(
  plan: StreamPlan,
  names: MergeNames,
  { state, staged, marks }: { state: HistoryState; staged: Map<string, Slot>; marks: boolean },
): MergePlan {
  const { prepare, steps } = planChain(plan, names, { state, staged });
  return {
    prepare: [...state.statements, ...prepare],
    steps: [
      ...giveIds(names, state),
      { sql: beginHistory(plan, names, { state, marks }) },
      ...steps,
      { sql: addWithoutKey(plan, names, state) },
      ...(infersDeletes(plan) ? [{ sql: closeAbsent(names, state) }] : []),
    ],
  };
}

/** Versions are known by their ids. */
export function giveIds({ rawId }: MergeNames, state: HistoryState): MergeStep[] {
  if (!state.lacksIds) return [];
  return [{ sql: `UPDATE ${sqlTable(state.name)} SET ${rawId} = UUID() WHERE ${rawId} IS NULL` }];
}

/** The rows that are in the table already are the first versions. */
export function beginHistory(
  plan: StreamPlan,
  names: MergeNames,
  { state, marks }: { state: HistoryState; marks: boolean },
): string {
  const history = sqlTable(state.name);
  const gone = marks ? `t.${deletedAt} IS NOT NULL` : "FALSE";
  const ends = marks ? `IF(${gone}, ${endOf(`t.${deletedAt}`, state)}, NULL)` : "NULL";
  const ofLife = state.lives ? `, ${marks ? `t.${deletedAt}` : "NULL"}, 0` : "";
  const columns = names.columnNames.map((name) =>
    name === names.rawId ? `COALESCE(t.${name}, UUID())` : `t.${name}`,
  );
  return `
    INSERT INTO ${history} (${names.columns}, ${versionColumns(state)})
    SELECT ${columns.join(", ")}, ${uniqueKeyOf("t", plan, state)}, t.${startOf(names)}, ${ends}, IF(${gone}, 0, 1)${ofLife}
      FROM ${names.table} AS t WHERE NOT EXISTS (SELECT 1 FROM ${history} LIMIT 1)`;
}

function addWithoutKey(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const { stage, alive, keyed } = names;
  return `
    INSERT INTO ${sqlTable(state.name)} (${names.columns}, ${versionColumns(state)})
    SELECT ${stagedColumns(names)}, ${uniqueKeyOf("s", plan, state)}, s.${startOf(names)}, NULL, 1${state.lives ? ", NULL, 0" : ""}
      FROM ${stage} AS s WHERE NOT (${keyed("s")}) AND ${alive("s")}`;
}

/** After a full refresh, the versions that hold now end where their key did not come. */
function closeAbsent(names: MergeNames, state: HistoryState): string {
  return `
    UPDATE ${sqlTable(state.name)} AS h LEFT JOIN ${absentJoin("h", names)}
       SET h.${activeRow} = 0, h.${deletedAt} = ${names.run}, h.${endAt} = ${endOf(names.run, state)}
     WHERE h.${activeRow} = 1 AND h.${names.extractedAt} <> ${names.run} AND s.${names.arrival} IS NULL`;
}
