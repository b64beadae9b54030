import {
  type Context,
  deletedAtColumn,
  type DigestColumn,
  historyColumns,
  type HistoryFault,
  historyFaultKinds,
  type StreamPlan,
} from "@/connectors/sdk";
import { digestSql } from "@/connectors/sdk/mysql/digest-sql";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { contentOf } from "./chain";
import { inTransaction, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { activeRow, deletedAt, endAt, type HistoryState, life, startAt } from "./history-state";
import { labelOf, sqlTable } from "./layout";
import { type MergeNames, mergeNames } from "./merge-names";
import { type ExistingTable, inspectTable } from "./tables";
import { columnType, meetType, type Slot } from "./values";

/** What the statements are made of. */
export interface FaultNames {
  plan: StreamPlan;
  names: MergeNames;
  state: Pick<HistoryState, "name" | "slots" | "lives">;
  /** Of the table's columns. */
  final: Map<string, Slot>;
  /** The table has rows that are marked as deleted. */
  marks: boolean;
}

/** As the digest tells them. */
export async function findHistoryFaults(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  { key, limit }: { key: DigestColumn[]; limit: number },
  ctx: Context,
): Promise<HistoryFault[] | null> {
  const { history } = plan;
  if (!history) return null;
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      const found = await inspectTable(session, history);
      const table = await inspectTable(session, plan.table);
      if (!found || !table) return null;
      const doing = `Looking for faults in ${labelOf(history)}`;
      if (await isYetToBegin(session, doing, sqlTable(history), sqlTable(plan.table))) return null;
      const columns = key.map(({ name }) => `f.${quoteIdentifier(name)}`);
      const texts = key.map(({ form }, part) => `${digestSql(form, columns[part] ?? "")} AS k${part}`);
      const rows = await session.query<Record<string, string | null>>(
        doing,
        `SELECT ${texts.join(", ")}, f.fault FROM (${faultyKeys(asTheyStand(plan, table, found))}) AS f ORDER BY ${columns.join(", ")} LIMIT ${limit}`,
      );
      return rows.map((row) => ({
        kind: historyFaultKinds[Number(row.fault)] ?? "broken",
        key: key.map((_, part) => String(row[`k${part}`])),
      }));
    }),
  );
}

/** One that is empty begins with the rows of the table, in the next sync: see `beginHistory`. */
async function isYetToBegin(
  session: MySqlSession,
  doing: string,
  history: string,
  table: string,
): Promise<boolean> {
  const [row] = await session.query<{ begins: string }>(
    doing,
    `SELECT NOT EXISTS (SELECT 1 FROM ${history}) AND EXISTS (SELECT 1 FROM ${table}) AS begins`,
  );
  return row?.begins === "1";
}

/** The tables before a sync has brought them to what the plan wants: in the columns that both have. */
function asTheyStand(plan: StreamPlan, table: ExistingTable, history: ExistingTable): FaultNames {
  const [final, slots] = [slotsOf(plan, table), slotsOf(plan, history)];
  const has = ({ columns }: ExistingTable, wanted: string) => columns.some(({ name }) => name === wanted);
  const shared = { ...plan, columns: plan.columns.filter(({ name }) => final.has(name) && slots.has(name)) };
  return {
    plan: shared,
    names: mergeNames(plan),
    state: {
      name: plan.history ?? plan.table,
      slots,
      lives: has(history, historyColumns.life),
    },
    final,
    marks: has(table, deletedAtColumn),
  };
}

function slotsOf({ columns }: StreamPlan, table: ExistingTable): Map<string, Slot> {
  return new Map(
    columns.flatMap(({ name, type }): [string, Slot][] => {
      const there = table.columns.find((column) => column.name === name);
      const met = there && meetType(there, columnType(type));
      return met ? [[name, met.slot]] : [];
    }),
  );
}

/** As rows of the key's columns and `fault`: the place of the fault's kind. */
export function faultyKeys({ plan, names, state, final, marks }: FaultNames): string {
  const { table, keyed, keysOf, partition, same } = names;
  const history = sqlTable(state.name);
  const isRow = `${keyed("t")}${marks ? ` AND t.${deletedAt} IS NULL` : ""}`;
  const isActive = `h.${activeRow} = 1`;
  const isOther = `${contentOf("h", plan, { state })} <> ${contentOf("t", plan, { state, from: final })}`;
  const list = names.keys.join(", ");
  return `
    SELECT ${list}, MIN(found) AS fault FROM (
      SELECT ${keysOf("t")}, 0 AS found FROM ${table} AS t
       WHERE ${isRow} AND NOT EXISTS (SELECT 1 FROM ${history} AS h WHERE ${same("h", "t")} AND ${isActive})
      UNION ALL
      SELECT ${keysOf("h")}, 1 FROM ${history} AS h
       WHERE ${isActive} AND ${keyed("h")} AND NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${same("t", "h")} AND ${isRow})
      UNION ALL
      SELECT ${keysOf("h")}, 3 FROM ${history} AS h JOIN ${table} AS t ON ${same("t", "h")} AND ${isRow} WHERE ${isActive} AND ${isOther}
      UNION ALL
      SELECT ${keysOf("v")}, IF(SUM(v.is_active) > 1, 2, 4) FROM (${linkedVersions(names, state)}) AS v
       GROUP BY ${partition("v")} HAVING SUM(v.is_active) > 1 OR MAX(v.is_broken)
    ) AS k GROUP BY ${partition("k")}`;
}

/** Sets each version's end to where the next one of its life starts, where it is not; active ones have none. */
export function linkVersions({ names, state }: Pick<FaultNames, "names" | "state">): string {
  const { same, rawId } = names;
  return `
    UPDATE (SELECT * FROM (${linkedVersions(names, state)}) AS v WHERE v.is_broken) AS b
      STRAIGHT_JOIN ${sqlTable(state.name)} AS h ON ${same("h", "b")} AND h.${rawId} = b.${rawId} AND h.${startAt} <=> b.starts AND h.${endAt} <=> b.ends
       SET h.${endAt} = IF(b.is_active, NULL, b.next_start)`;
}

/** The order of merges; where versions start alike, arrival is told by their ends alone. */
function linkedVersions(
  { keysOf, keyed, partition, rawId, extractedAt }: MergeNames,
  state: FaultNames["state"],
): string {
  const isActive = `COALESCE(h.${activeRow} = 1, FALSE)`;
  const chain = `(PARTITION BY ${partition("h")}, ${state.lives ? `COALESCE(h.${life}, 0)` : "0"}
      ORDER BY h.${startAt}, ${isActive}, NOT (h.${endAt} <=> h.${startAt}), h.${extractedAt})`;
  return `
    SELECT l.*, IF(l.is_active, l.ends IS NOT NULL, l.has_next AND NOT (l.ends <=> l.next_start)) AS is_broken FROM (
      SELECT ${keysOf("h")}, h.${rawId}, ${isActive} AS is_active, h.${startAt} AS starts, h.${endAt} AS ends,
             LEAD(h.${startAt}) OVER ${chain} AS next_start, LEAD(1) OVER ${chain} IS NOT NULL AS has_next
        FROM ${sqlTable(state.name)} AS h WHERE ${keyed("h")}
    ) AS l`;
}
