import type { Context, StreamPlan } from "@/connectors/sdk";
import { findFile, withSession } from "./client";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { qualify } from "./layout";

export async function countTable(
  config: DuckdbConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<number | null> {
  const file = await findFile(config, ctx);
  if (file === null) return null;
  return withSession(file, ctx, async (session) => {
    if ((await describeTable(session, plan.table)).kind === "none") return null;
    return session.number(`SELECT count(*) FROM ${qualify(session, plan.table)}`);
  });
}
