import { infersDeletes } from "./deduping/deletes";
import type { StreamPlan } from "./plan";

const shown = 3;

/**
 * For `explain`: a warning where other connections, of this console, another one or the command line, have written to
 * the plan's table. `others` are their ids, as the destination keeps them; an id outlives its connection.
 */
export function warnOfOtherWriters(plan: StreamPlan, label: string, others: string[]): string[] {
  if (others.length === 0) return [];
  const more = others.length - shown;
  const names = `${others.slice(0, shown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [
    `${label} was also written by ${others.length === 1 ? "another connection" : "other connections"} (${names}): ${outcomeOf(plan)} To keep them apart, give one of them a prefix or another namespace.`,
  ];
}

function outcomeOf(plan: StreamPlan): string {
  const { write, normalization } = plan;
  if (write === "overwrite" || infersDeletes(plan)) return "those rows do not stay.";
  if (write === "append" || normalization === "raw") return "those rows stay beside the new ones.";
  return "of rows with the same key the newest stays, whoever brought it.";
}
