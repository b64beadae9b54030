import type { Context, StreamPlan } from "@/connectors/sdk";
import { fitPlans, tablesToFit } from "@/connectors/sdk/naming/fit-columns";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { fieldColumn, tableKey } from "./layout";
import { meetExisting, readColumns } from "./tables";
import { identifiers, sqlType } from "./values";

/** With one query for all tables. */
export async function fitColumns(
  config: MySqlDestinationConfig,
  plans: StreamPlan[],
  ctx: Context,
): Promise<StreamPlan[]> {
  const names = tablesToFit(plans);
  if (names.length === 0) return plans;
  const found = await withSession(config, ctx, (session) =>
    readColumns(session, "Looking at the columns of the tables", names),
  );
  const tables = new Map(names.map((name, place) => [tableKey(name), found[place] ?? []]));
  return fitPlans(
    plans,
    {
      identifiers,
      tableOf: (name) => tables.get(tableKey(name)) ?? null,
      refusal(columns, column) {
        const meeting = meetExisting(fieldColumn(column), { columns });
        return meeting && !meeting.met ? meeting.there.columnType : null;
      },
      typeOf: (column) => sqlType(fieldColumn(column).slot).toLowerCase(),
    },
    ctx,
  );
}
