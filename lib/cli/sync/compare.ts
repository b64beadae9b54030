import type { Context } from "@/connectors/sdk";
import { comparisonOf, type StreamComparison } from "@/lib/sync/compare/compare-stream";
import type { Difference } from "@/lib/sync/compare/differ";
import type { ComparisonWork } from "@/lib/sync/compare/plan-comparison";
import type { SyncPlan } from "@/lib/sync/plan";
import type { SyncRequest } from "./plan-run";

/** The stream's own table; child tables are counted alone. */
export function comparisonWork(request: SyncRequest, plan: SyncPlan, index: number): ComparisonWork | null {
  const read = plan.reads.find(({ outputs }) => outputs[0] === index);
  const stream = plan.streams[index];
  return read && stream
    ? { source: request.source, destination: request.destination, read, plan: stream }
    : null;
}

/** Compares a stream's content. null where its table is one that is only counted: a child, or a raw table. */
export async function compareContent(
  request: SyncRequest,
  plan: SyncPlan,
  index: number,
  { ctx, onDifferences }: { ctx: Context; onDifferences?: (differences: Difference[]) => void },
): Promise<StreamComparison | { reason: string } | null> {
  const work = comparisonWork(request, plan, index);
  if (!work) return null;
  return comparisonOf(work, {
    mapperSecrets: request.mapperSecrets,
    ctx,
    ...(onDifferences ? { onDifferences } : {}),
  });
}
