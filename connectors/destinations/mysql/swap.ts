import type { StreamPlan, TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { finalColumns, labelOf, oldName, ownColumns, sqlTable, stageLabel, stageName } from "./layout";
import { type ExistingTable, planTable } from "./tables";

/**
 * One statement, and so at one instant for everybody: the stage takes the table's name. The replaced table goes by
 * another name until `tidySwap` drops it.
 */
export function swapStatement(plan: StreamPlan, existing: ExistingTable | null): string {
  const [table, stage, old] = [plan.table, stageName(plan), oldName(plan)].map(sqlTable);
  return existing
    ? `RENAME TABLE ${table} TO ${old}, ${stage} TO ${table}`
    : `RENAME TABLE ${stage} TO ${table}`;
}

/** Where the table is kept: its rows are replaced, in the open transaction. */
export function replaceStatements(plan: StreamPlan): string[] {
  const columns = finalColumns(plan)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ");
  return [
    `DELETE FROM ${sqlTable(plan.table)}`,
    `INSERT INTO ${sqlTable(plan.table)} (${columns}) SELECT ${columns} FROM ${sqlTable(stageName(plan))}`,
  ];
}

/** Before the rows are replaced: the table gets the columns that it lacks. */
export function widenStatements(plan: StreamPlan, existing: ExistingTable, exactCollation: string): string[] {
  return planTable(plan.table, finalColumns(plan), existing, exactCollation).statements;
}

/** Whether the table of that name is this run's stage already: the label is still on it. */
export function isSwapped(plan: StreamPlan, existing: ExistingTable | null): boolean {
  return existing?.comment === stageLabel(plan);
}

/** The label goes, the comment that the replaced table had comes back, and the replaced table goes. May be done again. */
export function tidyStatements(
  plan: StreamPlan,
  table: ExistingTable | null,
  old: ExistingTable | null,
): string[] {
  const comment = quoteLiteral(old?.comment ?? "");
  return [
    ...(isSwapped(plan, table) ? [`ALTER TABLE ${sqlTable(plan.table)} COMMENT = ${comment}`] : []),
    ...(old ? [`DROP TABLE ${sqlTable(oldName(plan))}`] : []),
  ];
}

/** NOT NULL by our own definition. */
const ownRequired = new Set(ownColumns.filter(({ isRequired }) => isRequired).map(({ name }) => name));

/**
 * Whether anything would be lost with the table, or would follow it to its other name: indexes, triggers, keys of
 * other tables, and what makes it refuse rows. Views and privileges go by the name, and stay.
 */
export async function hasDependents(
  session: MySqlSession,
  table: TableName,
  existing: ExistingTable,
): Promise<boolean> {
  if (existing.indexes.some((name) => !name.startsWith("_sluice_")) || existing.checks.length > 0)
    return true;
  if (existing.columns.some(({ name, isRequired }) => isRequired && !ownRequired.has(name))) return true;
  const schema = quoteLiteral(table.namespace);
  const name = quoteLiteral(table.name);
  const found = await session.query(
    `Looking at ${labelOf(table)}`,
    `SELECT 1 AS one FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ${schema} AND EVENT_OBJECT_TABLE = ${name}
     UNION ALL
     SELECT 1 FROM information_schema.KEY_COLUMN_USAGE
      WHERE REFERENCED_TABLE_NAME IS NOT NULL
        AND ((TABLE_SCHEMA = ${schema} AND TABLE_NAME = ${name})
          OR (REFERENCED_TABLE_SCHEMA = ${schema} AND REFERENCED_TABLE_NAME = ${name}))
     LIMIT 1`,
  );
  return found.length > 0;
}
