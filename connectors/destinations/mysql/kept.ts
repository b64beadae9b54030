import type { KeptGeneration, StreamPlan, TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { digest, labelOf, oldName, sqlTable } from "./layout";
import type { ExistingTable } from "./tables";

/** A former generation: a table beside the plan's, whose comment says what it is. */
export interface KeptTable extends Omit<KeptGeneration, "rows"> {
  table: TableName;
  comment: string;
}

function keptPrefix(plan: StreamPlan): string {
  return `_sluice_kept_${digest([plan.connectionId, plan.table.namespace, plan.table.name])}_`;
}

export function keptTable(plan: StreamPlan, generation: number): TableName {
  return { namespace: plan.table.namespace, name: `${keptPrefix(plan)}${generation}` };
}

/** Newest first. */
export async function findKept(session: MySqlSession, plan: StreamPlan): Promise<KeptTable[]> {
  const prefix = keptPrefix(plan);
  const { namespace } = plan.table;
  const rows = await session.query<{ name: string; comment: string }>(
    `Looking for former generations of ${labelOf(plan.table)}`,
    `SELECT TABLE_NAME AS name, TABLE_COMMENT AS comment FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ${quoteLiteral(namespace)} AND LEFT(TABLE_NAME, ${prefix.length}) = ${quoteLiteral(prefix)} AND TABLE_TYPE = 'BASE TABLE'`,
  );
  return rows
    .map(({ name, comment }) => ({
      table: { namespace, name },
      generation: Number(name.slice(prefix.length)),
      replacedAtMs: replacedAt(comment),
      comment,
    }))
    .sort((left, right) => right.replacedAtMs - left.replacedAtMs || right.generation - left.generation);
}

export function keptLabel(plan: StreamPlan, generation: number, atMs: number): string {
  return JSON.stringify({
    sluice: "A former generation of the table below, kept to be rolled back to.",
    table: [plan.table.namespace, plan.table.name],
    generation,
    replacedAt: new Date(atMs).toISOString(),
  });
}

/** Somebody may have written another comment: then it counts as the oldest. */
function replacedAt(comment: string): number {
  const [, instant = ""] = /"replacedAt":"([^"]+)"/.exec(comment) ?? [];
  return Date.parse(instant) || 0;
}

/** The generation that a label of ours speaks of; null where the comment is none. */
export function labelledGeneration(comment: string | undefined): number | null {
  const [, generation] = /^\{"sluice":.*"generation":(\d+)/.exec(comment ?? "") ?? [];
  return generation === undefined ? null : Number(generation);
}

/**
 * A copy of the table beside it, for a table that stays in its place. The label comes last: a copy without one is not
 * complete, and one with it is a former generation as soon as the table shows another.
 */
export function copyStatements(
  plan: StreamPlan,
  existing: ExistingTable,
  former: { generation: number; atMs: number },
): string[] {
  const copy = sqlTable(oldName(plan));
  const columns = existing.columns
    .filter(({ isGenerated }) => !isGenerated)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ");
  return [
    `DROP TABLE IF EXISTS ${copy}`,
    `CREATE TABLE ${copy} LIKE ${sqlTable(plan.table)}`,
    `INSERT INTO ${copy} (${columns}) SELECT ${columns} FROM ${sqlTable(plan.table)}`,
    commentOn(oldName(plan), keptLabel(plan, former.generation, former.atMs)),
  ];
}

export function commentOn(table: TableName, comment: string): string {
  return `ALTER TABLE ${sqlTable(table)} COMMENT = ${quoteLiteral(comment)}`;
}
