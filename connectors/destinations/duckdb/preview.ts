import type { Context, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import { quote } from "@/connectors/sdk/duckdb/names";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { qualify } from "./layout";

export async function previewTable(
  config: DuckdbConfig,
  { plan, maxRows, maxCharacters }: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return null;
  return withSession(file, ctx, async (session) => {
    const table = await describeTable(session, plan.table);
    if (table.kind !== "table") return null;
    const texts = table.columns.map(({ name }) => `left(${quote(name)}::VARCHAR, ${maxCharacters})`);
    const rows = await session.rows(
      `SELECT ${texts.join(", ")} FROM ${qualify(session, plan.table)} LIMIT ${maxRows}`,
    );
    return {
      place: `${plan.table.namespace}.${plan.table.name}`,
      columns: table.columns,
      rows: rows.map((row) => row.map((value) => (value === null ? null : String(value)))),
    };
  });
}
