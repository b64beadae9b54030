import type { Context, StreamPlan } from "@/connectors/sdk";
import { fitPlans, tablesToFit } from "@/connectors/sdk/naming/fit-columns";
import { withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { fieldColumn, tableKey } from "./layout";
import { askTables, isTable, meetExisting } from "./tables";
import { identifiers, sqlName } from "./values";

/** With one query for all tables. */
export async function fitColumns(
  config: PostgresDestinationConfig,
  plans: StreamPlan[],
  ctx: Context,
): Promise<StreamPlan[]> {
  const names = tablesToFit(plans);
  if (names.length === 0) return plans;
  const [tables] = await withSession(config, ctx, (session) =>
    session.ask("Looking at the columns of the tables", [askTables(names)]),
  );
  return fitPlans(
    plans,
    {
      identifiers,
      tableOf: (name) => tables.get(tableKey(name)) ?? null,
      refusal(table, column) {
        const meeting = isTable(table) ? meetExisting(fieldColumn(column), table) : null;
        return meeting && !meeting.met ? meeting.there.sql : null;
      },
      typeOf: (column) => sqlName(fieldColumn(column).type),
    },
    ctx,
  );
}
