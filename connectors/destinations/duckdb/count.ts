import { deletedAtColumn, type Context, type StreamPlan } from "@/connectors/sdk";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { quote } from "@/connectors/sdk/duckdb/names";
import { qualify } from "./layout";

export async function countTable(
  config: DuckdbConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<number | null> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return null;
  return withSession(file, ctx, async (session) => {
    const table = await describeTable(session, plan.table);
    if (table.kind === "none") return null;
    const hasMarks = table.kind === "table" && table.columns.some(({ name }) => name === deletedAtColumn);
    const notMarked = hasMarks ? ` WHERE ${quote(deletedAtColumn)} IS NULL` : "";
    return session.number(`SELECT count(*) FROM ${qualify(session, plan.table)}${notMarked}`);
  });
}
