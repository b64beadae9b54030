import { compareStream, type StreamComparison } from "./compare-stream";
import type { Difference } from "./differ";
import { planComparison, type ComparisonPlan, type ComparisonWork } from "./plan-comparison";
import { maxRepairedRows, repairStream, type RepairOptions } from "./repair-stream";

export interface Mended {
  /** Rows that were read again and written. */
  written: number;
  /** Rows that were removed, or marked as deleted, because the source does not have them. */
  removed: number;
  quarantined: number;
  /** Keys whose history was wrong and is no more. */
  histories: number;
  /** How both stand to each other afterwards; or why they cannot be compared. */
  comparison: StreamComparison | { reason: string };
  /** Why they are not the same; null where they are. */
  reason: string | null;
}

/** In a sentence or two. */
export function describeMended({
  written,
  removed,
  histories,
}: Pick<Mended, "written" | "removed" | "histories">): string {
  const ofRows = written + removed > 0 ? [`${written} rows were written again and ${removed} removed.`] : [];
  const keys = histories === 1 ? "1 key" : `${histories} keys`;
  const ofHistory =
    histories > 0
      ? [
          `The history of ${keys} agrees with the table again; former versions that were lost do not come back.`,
        ]
      : [];
  return [...ofRows, ...ofHistory].join(" ") || "Nothing was mended.";
}

/**
 * Compares, mends what differs, the history with it, and compares again. May be repeated within its run. Rows whose key has a null stay as they
 * are: they are like no other, so that none can be found again. Where such rows differ, the reason says what to do. Throws
 * what `repairStream` throws, where something else differs that cannot be mended.
 */
export async function mendStream(work: ComparisonWork, options: RepairOptions): Promise<Mended> {
  const nothing = { written: 0, removed: 0, quarantined: 0, histories: 0 };
  const plan = planComparison(work);
  if ("reason" in plan)
    return { ...nothing, comparison: plan, reason: `Nothing can be mended: ${plan.reason}.` };
  const { differences, nameless, comparison: before } = await compareByKey(work, plan, options);
  if (before.same || before.destinationRows === null)
    return { ...nothing, comparison: before, reason: before.reason };
  const wrong = wrongHistories(before);
  if (plan.key.length > 0 && differences.length === 0 && wrong === 0)
    return { ...nothing, comparison: before, reason: withAdvice(before, plan, nameless) };
  const { verification, ...mended } = await repairStream(work, plan, differences, options);
  const { comparison, nameless: left } = await compareByKey(work, plan, options);
  const histories = Math.max(0, wrong - wrongHistories(comparison));
  return {
    ...mended,
    histories,
    comparison,
    reason: verification.reason ?? withAdvice(comparison, plan, left),
  };
}

function wrongHistories({ history }: StreamComparison): number {
  return history && "keys" in history ? history.keys : 0;
}

interface KeyedComparison {
  comparison: StreamComparison;
  /** Those that can be mended, as far as rows have a key at all. */
  differences: Difference[];
  /** How many others there are, because their key has a null. */
  nameless: number;
}

async function compareByKey(
  work: ComparisonWork,
  plan: ComparisonPlan,
  options: RepairOptions,
): Promise<KeyedComparison> {
  const differences: Difference[] = [];
  let named = 0;
  const comparison = await compareStream(work, plan, {
    ...options,
    // One more than can be mended is enough to say so.
    enough: maxRepairedRows + 1,
    onDifferences: (found) => {
      const mendable = plan.key.length === 0 ? found : found.filter(({ key }) => key.length > 0);
      named += mendable.length;
      differences.push(...mendable.slice(0, maxRepairedRows + 1 - differences.length));
    },
  });
  const { missing, extra, different } = comparison.differing;
  const nameless = plan.key.length === 0 ? 0 : missing + extra + different - named;
  return { comparison, differences, nameless };
}

function withAdvice({ reason }: StreamComparison, { key }: ComparisonPlan, nameless: number): string | null {
  if (reason === null || nameless <= 0) return reason;
  const names = key.map(({ planned }) => planned.name).join(", ");
  const count = nameless === 1 ? "1 of these rows" : `${nameless} of these rows`;
  return `${reason} The key (${names}) of ${count} has a null, so that they cannot be mended one by one. Refresh the stream.`;
}
