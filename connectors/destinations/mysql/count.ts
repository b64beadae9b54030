import { type Context, deletedAtColumn, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { labelOf, sqlTable } from "./layout";
import { inspectTable } from "./tables";

export async function countTable(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<number | null> {
  return withSession(config, ctx, async (session) => {
    const table = await inspectTable(session, plan.table);
    if (table === null) return null;
    const hasMarks = table.columns.some(({ name }) => name === deletedAtColumn);
    const notMarked = hasMarks ? ` WHERE ${quoteIdentifier(deletedAtColumn)} IS NULL` : "";
    const [row] = await session.query<{ rows: string }>(
      `Counting the rows of ${labelOf(plan.table)}`,
      `SELECT COUNT(*) AS \`rows\` FROM ${sqlTable(plan.table)}${notMarked}`,
    );
    return Number(row?.rows ?? 0);
  });
}
