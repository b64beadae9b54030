import type { Context, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { labelOf, sqlTable } from "./layout";
import { inspectTable } from "./tables";

export async function previewTable(
  config: MySqlDestinationConfig,
  { plan, maxRows, maxCharacters }: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  return withSession(config, ctx, async (session) => {
    const table = await inspectTable(session, plan.table);
    if (table === null) return null;
    const texts = table.columns.map(({ name, dataType }, index) => {
      const column = quoteIdentifier(name);
      const text = /(blob|binary)$/.test(dataType) ? `HEX(${column})` : `CAST(${column} AS CHAR)`;
      return `LEFT(${text}, ${maxCharacters}) AS c${index}`;
    });
    const rows = await session.query<Record<string, string | null>>(
      `Reading the first rows of ${labelOf(plan.table)}`,
      `SELECT ${texts.join(", ")} FROM ${sqlTable(plan.table)} LIMIT ${maxRows}`,
    );
    return {
      place: labelOf(plan.table),
      columns: table.columns.map(({ name, columnType, isJson }) => ({
        name,
        type: isJson ? "json" : columnType,
      })),
      rows: rows.map((row) => table.columns.map((_, index) => row[`c${index}`] ?? null)),
    };
  });
}
