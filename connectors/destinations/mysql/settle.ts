import type { StreamPlan } from "@/connectors/sdk";
import { findKept, commentOn, keptLabel, keptTable, labelledGeneration } from "./kept";
import { labelOf, oldName, sqlTable } from "./layout";
import { setShownGeneration, shownGeneration } from "./outcomes";
import type { Place } from "./prepare";
import { inspectTable } from "./tables";

/**
 * Brings to its end what an exchange of tables has begun, in this call or in one that crashed, and returns the generation
 * that the table shows. Nothing of it is needed for the rows to be right. What it finds tells it what is left to do:
 *
 * - A table that took the name by RENAME still has its label, which names its generation: that is written down, and the
 *   label gives way to the comment of the replaced table.
 * - A kept table without a label has just been replaced, and gets one.
 * - A copy with a label of another generation than the shown one is kept; any other leftover, and a kept table of the
 *   shown generation, is dropped. So are the oldest beyond `most`.
 */
export async function settleGenerations(
  { session, tables }: Place,
  plan: StreamPlan,
  { most, atMs }: { most: number; atMs: number },
): Promise<number> {
  const doing = `Tidying up behind ${labelOf(plan.table)}`;
  const run = (sql: string) => session.run(doing, sql);
  const table = await inspectTable(session, plan.table);
  const old = await inspectTable(session, oldName(plan));
  const unlabelled = (await findKept(session, plan)).filter(
    ({ comment }) => labelledGeneration(comment) === null,
  );
  const labelled = labelledGeneration(table?.comment);
  if (labelled !== null) {
    await setShownGeneration(session, tables, plan, labelled);
    await run(commentOn(plan.table, unlabelled[0]?.comment ?? old?.comment ?? ""));
  }
  const shown = labelled ?? (await shownGeneration(session, tables, plan));
  for (const kept of unlabelled) await run(commentOn(kept.table, keptLabel(plan, kept.generation, atMs)));
  if (old) {
    const copied = labelledGeneration(old.comment);
    if (copied === null || copied === shown || most === 0) await run(`DROP TABLE ${sqlTable(oldName(plan))}`);
    else {
      await run(`DROP TABLE IF EXISTS ${sqlTable(keptTable(plan, copied))}`);
      await run(`RENAME TABLE ${sqlTable(oldName(plan))} TO ${sqlTable(keptTable(plan, copied))}`);
    }
  }
  const former = await findKept(session, plan);
  const wanted = new Set(former.filter(({ generation }) => generation !== shown).slice(0, most));
  for (const kept of former) if (!wanted.has(kept)) await run(`DROP TABLE ${sqlTable(kept.table)}`);
  return shown;
}
