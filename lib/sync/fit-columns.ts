import type { Context, Destination } from "@/connectors/sdk";
import { keepsColumns } from "@/connectors/sdk/naming/fit-columns";
import type { SyncPlan } from "./plan";

/** Whether the destination is to be asked: an overwrite brings its own columns, and a document needs none. */
export function needsFitting({ fitColumns }: Destination<unknown>, { streams }: SyncPlan): boolean {
  return fitColumns !== undefined && streams.some(keepsColumns);
}

/** The plan as the destination's tables can take it (`Destination.fitColumns`), at one question in all, or none. */
export async function fitColumns(
  { connector, config }: { connector: Destination<unknown>; config: unknown },
  plan: SyncPlan,
  ctx: Context,
): Promise<SyncPlan> {
  if (!connector.fitColumns || !needsFitting(connector, plan)) return plan;
  return { ...plan, streams: await connector.fitColumns(config, plan.streams, ctx) };
}
