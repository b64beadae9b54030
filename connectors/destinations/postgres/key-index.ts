import type { TableName } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { keyIndexName, sqlTable } from "./layout";
import type { MergeStep } from "./merge";
import type { ExistingTable } from "./tables";

/**
 * So that a merge need not read the whole table. Asked of an index that is there, CREATE … IF NOT EXISTS would wait for
 * whoever writes to the table, a vacuum of the server's own among them.
 */
export function planKeyIndex(name: TableName, table: ExistingTable | null, key: string[]): MergeStep[] {
  const index = keyIndexName(name, key);
  if (table?.indexes.includes(index)) return [];
  const columns = key.map(quoteIdentifier).join(", ");
  return [{ sql: `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(index)} ON ${sqlTable(name)} (${columns})` }];
}
