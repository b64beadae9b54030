import { type Context, deletedAtColumn, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable } from "./layout";
import { inspectTable, labelOf } from "./tables";

export async function countTable(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<number | null> {
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      const table = await inspectTable(session, plan.table);
      if (table === null) return null;
      const hasMarks = table.columns.some(({ name }) => name === deletedAtColumn);
      const notMarked = hasMarks ? ` WHERE ${quoteIdentifier(deletedAtColumn)} IS NULL` : "";
      const [row] = await session.query<{ rows: string }>(
        `Counting the rows of ${labelOf(plan.table)}`,
        `SELECT count(*) AS rows FROM ${sqlTable(plan.table)}${notMarked}`,
      );
      return Number(row?.rows ?? 0);
    }),
  );
}
