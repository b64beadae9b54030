import { formatBytes, formatCountOf, formatRows } from "@/components/ui/format";
import type { DraftPlan, DraftPlanLine } from "@/lib/connections/plan-draft";

/** What the confirm button says: the verbs, with their numbers. */
export function confirmWords(plan: DraftPlan, doing: "Set up" | "Save", refreshed: number): string {
  const count = (verb: DraftPlanLine["verb"]) => plan.lines.filter((line) => line.verb === verb).length;
  if (plan.unanswered !== null)
    return `${doing} ${formatCountOf(count("re-read") + count("keep"), "stream")} unasked`;
  const parts = [
    ...(count("create") > 0 ? [`create ${formatCountOf(count("create"), "table")}`] : []),
    ...(count("alter") > 0 ? [`change ${formatCountOf(count("alter"), "table")}`] : []),
    ...(count("re-read") > 0 ? [`re-read ${formatCountOf(count("re-read"), "stream")}`] : []),
    ...(count("keep") > 0 ? [`leave ${formatCountOf(count("keep"), "stream")}`] : []),
    ...(refreshed > 0 ? [`refresh ${formatCountOf(refreshed, "stream")}`] : []),
  ];
  const text = parts.join(", ");
  return text === "" ? doing : text[0]?.toUpperCase() + text.slice(1);
}

/** "about 1,204,331 rows · 1.2 GB"; "" where nobody knows. */
export function sizeWords({ rows, bytes }: Pick<DraftPlanLine, "rows" | "bytes">): string {
  if (rows === null) return "";
  return `about ${formatRows(rows)}${bytes === null ? "" : ` · ${formatBytes(bytes)}`}`;
}
