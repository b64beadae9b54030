import type { StreamPlan } from "@/connectors/sdk";
import { hasReportedDeletes } from "@/connectors/sdk/deduping/deletes";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { beginHistory, type HistoryState } from "./history";
import { createUniqueKeyIndex, planKeyIndex } from "./key-index";
import type { MergeNames } from "./merge-names";
import { sqlState } from "./sql-state";
import { isTable, type ExistingTable } from "./tables";

/**
 * What fills an empty table with rows of which no two have the same key: nothing is sorted or looked up, and the index
 * that a merge needs tells in the end whether it is so. null: only a merge will do.
 */
export function planFirstLoad(
  plan: StreamPlan,
  names: MergeNames,
  table: ExistingTable | null,
  history: HistoryState | null,
): string[] | null {
  const isNew = table === null || (table.isEmpty && isTable(table));
  const isNewHistory = history === null || history.existing === null || history.existing.isEmpty;
  if (!isNew || !isNewHistory || plan.repairs || hasReportedDeletes(plan)) return null;
  return [
    `INSERT INTO ${names.table} (${names.columns}) SELECT ${names.columns} FROM ${names.staged} s WHERE ${names.alive("s")}`,
    createUniqueKeyIndex(plan.table, plan.key),
    ...(history
      ? [
          ...history.statements,
          beginHistory(names, history),
          ...planKeyIndex(history.name, history.existing, plan.key).map(({ sql }) => sql),
        ]
      : []),
  ];
}

/** Whether it was done. Where it was not, the open transaction is as it was before. */
export async function tryFirstLoad(
  session: PgSession,
  doing: string,
  statements: string[],
): Promise<boolean> {
  await session.run(doing, "SAVEPOINT first_load");
  try {
    for (const sql of statements) await session.run(doing, sql);
  } catch (error) {
    if (!isNotUnique(error)) throw error;
    await session.run(doing, "ROLLBACK TO SAVEPOINT first_load");
    return false;
  }
  await session.run(doing, "RELEASE SAVEPOINT first_load");
  return true;
}

const uniqueViolation = "23505";
/** A table that was kept under another name still has its index. */
const nameIsTaken = "42P07";

function isNotUnique(error: unknown): boolean {
  return [uniqueViolation, nameIsTaken].includes(sqlState(error));
}
