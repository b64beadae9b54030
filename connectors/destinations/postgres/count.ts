import type { Context, StreamPlan } from "@/connectors/sdk";
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
      if ((await inspectTable(session, plan.table)) === null) return null;
      const [row] = await session.query<{ rows: string }>(
        `Counting the rows of ${labelOf(plan.table)}`,
        `SELECT count(*) AS rows FROM ${sqlTable(plan.table)}`,
      );
      return Number(row?.rows ?? 0);
    }),
  );
}
