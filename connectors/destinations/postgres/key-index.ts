import type { StreamPlan, TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import { keyIndexName, keyIndexPrefix, sqlTable, wayOf } from "./layout";
import type { MergeStep } from "./merge";
import type { ExistingTable } from "./tables";

/**
 * So that a merge need not read the whole table. Asked of an index that is there, CREATE … IF NOT EXISTS would wait for
 * whoever writes to the table, a vacuum of the server's own among them.
 */
export function planKeyIndex(name: TableName, table: ExistingTable | null, key: string[]): MergeStep[] {
  if (table?.indexes.includes(keyIndexName(name, key))) return [];
  return [{ sql: `CREATE INDEX IF NOT EXISTS ${onKey(name, key)}` }];
}

/** It can stand on a table only that was empty, and belongs to deduplicated rows of that key alone. */
export function createUniqueKeyIndex(name: TableName, key: string[]): string {
  return `CREATE UNIQUE INDEX ${onKey(name, key)}`;
}

/** No two rows of the table have the same key. Rows whose key has a null are like no other. */
export function isUniqueByKey(plan: StreamPlan, table: ExistingTable | null): boolean {
  return table?.uniqueIndexes.includes(keyIndexName(plan.table, plan.key)) ?? false;
}

/** The unique indexes of ours that do not hold for what the plan writes. */
export function dropForeignKeyIndexes(plan: StreamPlan, table: ExistingTable | null): string[] {
  const own = wayOf(plan) === "deduped" ? keyIndexName(plan.table, plan.key) : null;
  return (table?.uniqueIndexes ?? [])
    .filter((name) => name.startsWith(keyIndexPrefix) && name !== own)
    .map((name) => `DROP INDEX ${quoteQualified(plan.table.namespace, name)}`);
}

function onKey(name: TableName, key: string[]): string {
  return `${quoteIdentifier(keyIndexName(name, key))} ON ${sqlTable(name)} (${key.map(quoteIdentifier).join(", ")})`;
}
