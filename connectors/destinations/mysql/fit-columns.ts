import type { Context, StreamPlan } from "@/connectors/sdk";
import { fitPlans, tablesToFit } from "@/connectors/sdk/naming/fit-columns";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { fieldColumn, tableKey } from "./layout";
import { readColumns } from "./read-columns";
import { meetExisting } from "./tables";
import { identifiers, sqlType } from "./values";

/** With one query for all tables. */
export async function fitColumns(
  config: MySqlDestinationConfig,
  plans: StreamPlan[],
  ctx: Context,
): Promise<StreamPlan[]> {
  const names = tablesToFit(plans);
  if (names.length === 0) return plans;
  const tables = await withSession(config, ctx, (session) => readColumns(session, names));
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
