import { compareStream, type StreamComparison } from "./compare-stream";
import type { Difference } from "./differ";
import { planComparison, type ComparisonWork } from "./plan-comparison";
import { maxRepairedRows, repairStream, type RepairOptions } from "./repair-stream";

export interface Mended {
  /** Rows that were read again and written. */
  written: number;
  /** Rows that were removed, or marked as deleted, because the source does not have them. */
  removed: number;
  quarantined: number;
  /** How both stand to each other afterwards; or why they cannot be compared. */
  comparison: StreamComparison | { reason: string };
  /** Why they are not the same; null where they are. */
  reason: string | null;
}

/**
 * Compares, mends what differs, and compares again. May be repeated within its run. Throws what `repairStream` throws,
 * where something differs that cannot be mended.
 */
export async function mendStream(work: ComparisonWork, options: RepairOptions): Promise<Mended> {
  const nothing = { written: 0, removed: 0, quarantined: 0 };
  const plan = planComparison(work);
  if ("reason" in plan)
    return { ...nothing, comparison: plan, reason: `Nothing can be mended: ${plan.reason}.` };
  const differences: Difference[] = [];
  const before = await compareStream(work, plan, {
    ...options,
    // One more than can be mended is enough to say so.
    enough: maxRepairedRows + 1,
    onDifferences: (found) => differences.push(...found.slice(0, maxRepairedRows + 1 - differences.length)),
  });
  if (before.same || before.destinationRows === null)
    return { ...nothing, comparison: before, reason: before.reason };
  const { verification, ...mended } = await repairStream(work, plan, differences, options);
  const comparison = await compareStream(work, plan, options);
  return { ...mended, comparison, reason: verification.reason ?? comparison.reason };
}
