import type { RowsBatch } from "../batch";
import type { Quarantined } from "../destination";
import type { StreamPlan } from "../plan";
import { rowTexts } from "../row-texts";
import type { Change } from "../values";
import type { Refusal } from "./refusal";

/**
 * Finds the rows that `attempt` refuses, by halving what is refused: all others are taken, in their order. `attempt`
 * takes the rows from `from` up to `to` or none of them, and says why where it is none.
 */
export async function siftRows(
  count: number,
  attempt: (from: number, to: number) => Promise<Refusal | null>,
): Promise<{ index: number; refusal: Refusal }[]> {
  const refused: { index: number; refusal: Refusal }[] = [];
  const spans: [number, number][] = [[0, count]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const refusal = await attempt(from, to);
    if (!refusal) continue;
    if (to - from === 1) refused.push({ index: from, refusal });
    else {
      const middle = (from + to) >> 1;
      spans.push([middle, to], [from, middle]);
    }
  }
  return refused;
}

export function partOf(batch: RowsBatch, from: number, to: number): RowsBatch {
  if (from === 0 && to === batch.rows.length) return batch;
  const changes = new Map<number, Change[]>();
  for (const [index, change] of batch.changes ?? [])
    if (index >= from && index < to) changes.set(index - from, change);
  return { encoding: "rows", rows: batch.rows.slice(from, to), changes, bytes: 0 };
}

/** `stage`: the name of the table that the row was on its way into; people know the plan's. */
export function quarantinedRow(
  { plan, stage }: { plan: StreamPlan; stage: string },
  batch: RowsBatch,
  { index, refusal }: { index: number; refusal: Refusal },
): Quarantined {
  const row = rowTexts(plan.stream.fields, batch.rows[index] ?? []);
  const reason = refusal.reason.replaceAll(stage, plan.table.name);
  const column = plan.columns.find(({ name }) => name === refusal.column);
  return column ? { row, reason, field: column.field } : { row, reason };
}
