import type { Context, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable } from "./layout";
import { inspectTable, labelOf } from "./tables";

export async function previewTable(
  config: PostgresDestinationConfig,
  { plan, maxRows, maxCharacters }: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      const table = await inspectTable(session, plan.table);
      if (table === null) return null;
      const texts = table.columns.map(({ name }) => `left(${quoteIdentifier(name)}::text, ${maxCharacters})`);
      const rows = await session.query<{ texts: (string | null)[] }>(
        `Reading the first rows of ${labelOf(plan.table)}`,
        `SELECT ARRAY[${texts.join(", ")}]::text[] AS texts FROM ${sqlTable(plan.table)} LIMIT ${maxRows}`,
      );
      return {
        place: labelOf(plan.table),
        columns: table.columns.map(({ name, sql }) => ({ name, type: sql })),
        rows: rows.map((row) => row.texts),
      };
    }),
  );
}
