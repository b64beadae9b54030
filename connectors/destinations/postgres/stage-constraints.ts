import type { StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { sqlTable, stageColumns, stageName, stageTableColumns } from "./layout";
import { labelOf } from "./tables";

interface Constraint {
  name: string;
  /** The condition, as SQL. */
  holds: string;
}

/**
 * What makes the stage check rows as the table itself would: for NOT NULL and CHECK that somebody put on the table, so
 * that a row which breaks them is found when it arrives and not when all are merged. Rows that are staged already are
 * not looked at again.
 */
export async function planStageConstraints(
  session: PgSession,
  plan: StreamPlan,
  /** Names of those that the stage has already. */
  present: string[],
): Promise<string[]> {
  const stage = sqlTable(stageName(plan));
  const wanted = await constraintsOf(session, plan);
  const excuse = plan.stream.supports.deletes ? ` OR ${quoteIdentifier(stageColumns.deleted)}` : "";
  return [
    ...dropStageConstraints(
      plan,
      present.filter((name) => !wanted.some((constraint) => constraint.name === name)),
    ),
    ...wanted
      .filter(({ name }) => !present.includes(name))
      .map(
        ({ name, holds }) =>
          `ALTER TABLE ${stage} ADD CONSTRAINT ${quoteIdentifier(name)} CHECK (${holds}${excuse}) NOT VALID`,
      ),
  ];
}

export function dropStageConstraints(plan: StreamPlan, names: string[]): string[] {
  const stage = sqlTable(stageName(plan));
  return names.map((name) => `ALTER TABLE ${stage} DROP CONSTRAINT ${quoteIdentifier(name)}`);
}

/** Those of the table that speak of nothing but columns that rows bring. */
async function constraintsOf(session: PgSession, plan: StreamPlan): Promise<Constraint[]> {
  const brought = stageTableColumns(plan, true).flatMap(({ name, field }) => (field ? [name] : []));
  return session.query<{ name: string; holds: string }>(
    `Looking at ${labelOf(plan.table)}`,
    `SELECT k.conname AS name, '(' || pg_get_expr(k.conbin, k.conrelid) || ')' AS holds
       FROM pg_constraint k
      WHERE k.conrelid = to_regclass($1) AND k.contype = 'c'
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey) AND a.attname <> ALL($2::text[]))
     UNION ALL
     SELECT left(a.attname, 40) || '_not_null', quote_ident(a.attname) || ' IS NOT NULL'
       FROM pg_attribute a
      WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND a.attnotnull AND a.attname = ANY($2::text[])`,
    [sqlTable(plan.table), brought],
  );
}
