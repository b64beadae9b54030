import type { StreamPlan, TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { copyStatements, keptTable } from "./kept";
import { finalColumns, labelOf, oldName, ownColumns, sqlTable, stageLabel, stageName } from "./layout";
import { type ExistingTable, planTable } from "./tables";

/** What the replaced table is called: as a former generation, or until `settleGenerations` drops it. */
export function replacedName(plan: StreamPlan, generation: number): TableName {
  return plan.keepGenerations > 0 ? keptTable(plan, generation) : oldName(plan);
}

/**
 * One statement, and so at one instant for everybody: the stage takes the table's name. Its label goes with it until
 * `settleGenerations` has written down what it says.
 */
export function swapStatement(plan: StreamPlan, replaced: TableName | null): string {
  const [table, stage] = [plan.table, stageName(plan)].map(sqlTable);
  return replaced
    ? `RENAME TABLE ${table} TO ${sqlTable(replaced)}, ${stage} TO ${table}`
    : `RENAME TABLE ${stage} TO ${table}`;
}

/** What `finish` would run, as far as it can be known before. */
export function describeSwap(
  plan: StreamPlan,
  { existing, stays }: { existing: ExistingTable | null; stays: boolean },
  exactCollation: string,
): string[] {
  if (!existing) return [swapStatement(plan, null)];
  const isKept = plan.keepGenerations > 0;
  const former = { generation: plan.generation - 1, atMs: 0 };
  if (stays)
    return [
      ...(isKept ? copyStatements(plan, existing, former) : []),
      ...widenStatements(plan, existing, exactCollation),
      ...replaceStatements(plan),
    ];
  const replaced = replacedName(plan, former.generation);
  return [swapStatement(plan, replaced), ...(isKept ? [] : [`DROP TABLE ${sqlTable(replaced)}`])];
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
