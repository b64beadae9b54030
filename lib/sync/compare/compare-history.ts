import { digestFormsOf, type Context, type HistoryFault, historyFaultKinds } from "@/connectors/sdk";
import { describeKey } from "./describe-key";
import type { ComparedColumn, ComparisonWork } from "./plan-comparison";

/** Keys of which the history is wrong; or why that could not be found out. */
export type HistoryComparison =
  { keys: number; isPartial: boolean; examples: HistoryExample[] } | { reason: string };

export interface HistoryExample {
  kind: HistoryFault["kind"];
  row: string;
}

/** What is wrong, as people read it. */
const words: Record<HistoryFault["kind"], string> = {
  missing: "no active version of the row",
  left: "an active version without a row",
  several: "several active versions",
  different: "an active version that is not as the row",
  broken: "a version that does not end where the next one starts",
};

/** Looks for keys whose versions contradict the table or each other. null: no history is kept. Writes nothing. */
export async function compareHistory(
  { destination, plan }: ComparisonWork,
  { ctx, enough, maxExamples }: { ctx: Context; enough: number; maxExamples: number },
): Promise<HistoryComparison | null> {
  if (plan.history === null) return null;
  const { digest, spec } = destination.connector;
  if (!digest?.historyFaults) return { reason: `${spec.title} cannot look for faults in it` };
  const forms = digest.forms ?? digestFormsOf;
  const key = plan.key.flatMap((name): ComparedColumn[] => {
    const planned = plan.columns.find((column) => column.name === name);
    const [form] = planned ? forms(planned.type) : [];
    return planned && form ? [{ planned, form }] : [];
  });
  if (key.length < plan.key.length) return { reason: "its key has no text to be named by" };
  const request = { key: key.map(({ planned, form }) => ({ name: planned.name, form })), limit: enough };
  const faults = await digest.historyFaults(destination.config, plan, request, ctx);
  if (faults === null) return { reason: "nothing was put into it yet" };
  return {
    keys: faults.length,
    isPartial: faults.length === enough,
    examples: faults
      .slice(0, maxExamples)
      .map((fault) => ({ kind: fault.kind, row: describeKey(fault.key, key) })),
  };
}

/** A line for each key that is named, and what is wrong with its history. */
export function historyLines(history?: HistoryComparison): string[] {
  if (!history || "reason" in history) return [];
  return history.examples.map(({ kind, row }) => `history: ${row}: ${words[kind]}`);
}

/** In a part of a sentence; null where nothing is wrong. */
export function historyReason(history: HistoryComparison | null): string | null {
  if (history === null || "reason" in history || history.keys === 0) return null;
  const { keys, isPartial, examples } = history;
  const named = historyFaultKinds
    .flatMap((kind) => examples.filter((example) => example.kind === kind))
    .slice(0, 5)
    .map(({ kind, row }) => `${row}: ${words[kind]}`);
  const isMore = keys > named.length;
  const count = `${isPartial ? "at least " : ""}${keys === 1 ? "1 key" : `${keys} keys`}`;
  return `a history that is wrong of ${count} (${named.join("; ")}${isMore ? "; …" : ""})`;
}
