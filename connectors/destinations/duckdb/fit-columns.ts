import type { Context, IdentifierRules, StreamPlan } from "@/connectors/sdk";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import { duckTypeOf } from "@/connectors/sdk/duckdb/values";
import { fitPlans, keepsColumns } from "@/connectors/sdk/naming/fit-columns";
import type { DuckdbConfig } from "./config";
import { describeAllTypes, meetExisting, tableKey } from "./evolve";
import { typedColumn } from "./layout";

export const identifiers: IdentifierRules = {
  maxBytes: 255,
  case: "keep",
  foldsCase: true,
  style: "postgres",
};

/** With one query for all tables. A file that is not there yet is not made for it. */
export async function fitColumns(
  config: DuckdbConfig,
  plans: StreamPlan[],
  ctx: Context,
): Promise<StreamPlan[]> {
  const file = plans.some(keepsColumns) ? await findFile(config.destination_path, ctx) : null;
  if (file === null) return plans;
  const tables = await withSession(file, ctx, describeAllTypes);
  return fitPlans(
    plans,
    {
      identifiers,
      tableOf: (name) => tables.get(tableKey(name)) ?? null,
      refusal(types, column) {
        const { type, settled } = meetExisting(typedColumn(column), types);
        return settled === null ? (type ?? null) : null;
      },
      typeOf: ({ type }) => duckTypeOf(type).sql,
    },
    ctx,
  );
}
