import type { DraftPlan, DraftPlanLine, PlanNote } from "@/lib/connections/plan-draft";
import { describeStale } from "@/lib/connections/stale-words";
import * as staleText from "@/text/stale";
import * as text from "@/text/stream-plan";

/** What the confirm button says: the verbs, with their numbers. */
export function confirmWords(plan: DraftPlan, isNew: boolean, refreshed: number): string {
  const count = (verb: DraftPlanLine["verb"]) => plan.lines.filter((line) => line.verb === verb).length;
  if (plan.unanswered !== null) {
    const unasked = count("re-read") + count("keep");
    return isNew ? text.setUpUnasked(unasked) : text.saveUnasked(unasked);
  }
  const parts = [
    ...(count("create") > 0 ? [text.createTables(count("create"))] : []),
    ...(count("alter") > 0 ? [text.changeTables(count("alter"))] : []),
    ...(count("re-read") > 0 ? [text.readStreams(count("re-read"))] : []),
    ...(count("keep") > 0 ? [text.leaveStreams(count("keep"))] : []),
    ...(refreshed > 0 ? [text.refreshStreams(refreshed)] : []),
  ];
  if (parts.length > 0) return text.listed(parts);
  return isNew ? text.setUp : text.save;
}

/** "about 1,204,331 rows · 1.2 GB"; "" where nobody knows. */
export function sizeWords({ rows, bytes }: Pick<DraftPlanLine, "rows" | "bytes">): string {
  if (rows === null) return "";
  return bytes === null ? text.aboutRows(rows) : text.aboutRowsAndBytes(rows, bytes);
}

/** What is to be known of a line. */
export function noteWords(note: PlanNote): string {
  switch (note.what) {
    case "replaced":
      return text.isReplaced;
    case "not_synced":
      return text.notSynced;
    case "merged":
    case "added":
      return note.since === null ? text.fromStart[note.what] : text.goesOn[note.what](note.since);
    case "with_versions":
      return text.withVersions(note.table);
    case "warning":
      return note.message;
    default:
      return describeStale(note, staleText);
  }
}
