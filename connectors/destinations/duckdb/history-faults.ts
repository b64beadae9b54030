import {
  type Context,
  deletedAtColumn,
  type DigestColumn,
  historyColumns,
  type HistoryFault,
  historyFaultKinds,
  metaColumns,
  type StreamPlan,
} from "@/connectors/sdk";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import { digestSql } from "@/connectors/sdk/duckdb/digest-sql";
import { quote } from "@/connectors/sdk/duckdb/names";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { activeRow, contentOf, deletedAt, endAt, type HistoryState, life, startAt } from "./history";
import { qualify } from "./layout";

type Versions = Pick<HistoryState, "table" | "lives" | "types">;

/** As the digest tells them. */
export async function findHistoryFaults(
  config: DuckdbConfig,
  plan: StreamPlan,
  { key, limit }: { key: DigestColumn[]; limit: number },
  ctx: Context,
): Promise<HistoryFault[] | null> {
  const { history } = plan;
  const file = history && (await findFile(config.destination_path, ctx));
  if (!history || file === null) return null;
  return withSession(file, ctx, async (session) => {
    const [found, table] = [await describeTable(session, history), await describeTable(session, plan.table)];
    if (found.kind !== "table" || table.kind !== "table") return null;
    const types = new Map(found.columns.map(({ name, type }) => [name, type]));
    const present = new Set(table.columns.map(({ name }) => name));
    const state: Versions = {
      table: qualify(session, history),
      lives: types.has(historyColumns.life),
      types,
    };
    // The tables before a sync has brought them to what the plan wants: in the columns that both have.
    const shared = {
      ...plan,
      columns: plan.columns.filter(({ name }) => types.has(name) && present.has(name)),
    };
    const marks = present.has(deletedAtColumn);
    const faults = faultyKeys(shared, { table: qualify(session, plan.table), state, marks });
    const columns = key.map(({ name }) => `f.k${plan.key.indexOf(name)}`);
    const texts = key.map(({ form }, part) => digestSql(form, columns[part] ?? ""));
    const rows = await session.rows(
      `SELECT ${texts.join(", ")}, f.fault FROM (${faults}) f ORDER BY ${columns.join(", ")} LIMIT ${limit}`,
    );
    return rows.map((row) => ({
      kind: historyFaultKinds[Number(row[key.length])] ?? "broken",
      key: key.map((_, part) => String(row[part])),
    }));
  });
}

/** As rows of the key's parts (`k0` …) and `fault`: the place of the fault's kind. */
export function faultyKeys(
  plan: StreamPlan,
  { table, state, marks }: { table: string; state: Versions; marks: boolean },
): string {
  const keyNames = plan.key.map((_, part) => `k${part}`).join(", ");
  const same = plan.key.map((_, part) => `h.k${part} = t.k${part}`).join(" AND ");
  const either = plan.key.map((_, part) => `coalesce(h.k${part}, t.k${part}) AS k${part}`).join(", ");
  // Digested first, so that no wide row is joined.
  const digested = (alias: string) =>
    `SELECT ${plan.key.map((key, part) => `${alias}.${quote(key)} AS k${part}`).join(", ")}, ${contentOf(plan, state, alias)} AS content`;
  const actives = "count(*) FILTER (WHERE is_active)";
  return `
    SELECT ${keyNames}, min(fault) AS fault FROM (
      SELECT ${either}, CASE WHEN h.content IS NULL THEN 0 WHEN t.content IS NULL THEN 1 ELSE 3 END AS fault
        FROM (${digested("h")} FROM ${state.table} h WHERE h.${activeRow} = 1 AND ${isKeyed("h", plan)}) h
        FULL JOIN (${digested("t")} FROM ${table} t WHERE ${isThere(marks)} AND ${isKeyed("t", plan)}) t ON ${same}
       WHERE h.content IS DISTINCT FROM t.content
      UNION ALL
      SELECT ${keyNames}, CASE WHEN ${actives} > 1 THEN 2 ELSE 4 END
        FROM (${linkedVersions(plan, state)}) GROUP BY ${keyNames} HAVING ${actives} > 1 OR bool_or(is_broken)
    ) GROUP BY ${keyNames}`;
}

/** Sets each version's end to where the next one of its life starts, where it is not; active ones have none. */
export function linkVersions(plan: StreamPlan, state: Versions): string {
  return `UPDATE ${state.table} AS h SET ${endAt} = CASE WHEN NOT v.is_active THEN v.next END
    FROM (${linkedVersions(plan, state)}) v WHERE h.rowid = v.place AND v.is_broken`;
}

/** The order of merges; where versions start alike, arrival is told by their ends alone. */
function linkedVersions(plan: StreamPlan, { table, lives }: Versions): string {
  const keyNames = plan.key.map((_, part) => `k${part}`).join(", ");
  const keys = plan.key.map((key, part) => `v.${quote(key)} AS k${part}`).join(", ");
  return `
    SELECT *, CASE WHEN is_active THEN ends IS NOT NULL ELSE has_next AND ends IS DISTINCT FROM next END AS is_broken FROM (
      SELECT *, lead(starts) OVER chain AS next, lead(true) OVER chain IS NOT NULL AS has_next FROM (
        SELECT ${keys}, v.rowid AS place, coalesce(v.${activeRow} = 1, false) AS is_active, v.${startAt} AS starts, v.${endAt} AS ends,
               v.${quote(metaColumns.extractedAt)} AS run, ${lives ? `coalesce(v.${life}, 0)` : "0"} AS of_life
          FROM ${table} v WHERE ${isKeyed("v", plan)}
      ) WINDOW chain AS (PARTITION BY ${keyNames}, of_life ORDER BY starts NULLS FIRST, is_active, ends IS DISTINCT FROM starts, run)
    )`;
}

function isKeyed(alias: string, { key }: StreamPlan): string {
  return key.map((name) => `${alias}.${quote(name)} IS NOT NULL`).join(" AND ");
}

/** A row, and not marked as deleted. */
export function isThere(marks: boolean): string {
  return marks ? `t.${deletedAt} IS NULL` : "true";
}
