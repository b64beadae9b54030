import type { Context, Finished, StreamPlan } from "@/connectors/sdk";
import type { PulsarConfig } from "./config";
import { withPulsar, type Pulsar } from "./connection";
import { readPointer, writePointer } from "./pointer";
import { statesOf } from "./states";

/** So many generations are looked for that were begun and never became the present one. */
const maxAbandoned = 100;

/**
 * Rows are in their topic since their checkpoint. Where every generation has a topic of its own, the pointer is set to the
 * new one; the one before stays for those who still read it, older ones are removed.
 */
export async function finish(config: PulsarConfig, plan: StreamPlan, ctx: Context): Promise<Finished> {
  return withPulsar(config, ctx, async (pulsar) => {
    const own = (await statesOf(pulsar, plan)).filter(({ state }) => state.syncId === plan.syncId);
    await publish(pulsar, plan);
    const rows = own.reduce((sum, { state }) => sum + state.rows, 0);
    const deleted = own.reduce((sum, { state }) => sum + state.deleted, 0);
    return { rows, superseded: 0, ...(deleted > 0 ? { deleted } : {}) };
  });
}

async function publish(pulsar: Pulsar, plan: StreamPlan): Promise<void> {
  const { topics } = pulsar;
  const pointer = topics.pointerFor(plan);
  if (pointer === null) return;
  const before = await readPointer(pulsar, plan);
  if (before && before.generation >= plan.generation) return;
  const { generation, syncId } = plan;
  await writePointer(pulsar, pointer, { topic: topics.ofPlan(plan), generation, syncId });
  await removeFormer(pulsar, plan, before?.generation ?? 0);
}

/** All but the present generation and the one before. */
async function removeFormer({ admin, topics, ctx }: Pulsar, plan: StreamPlan, before: number): Promise<void> {
  if (!admin) {
    if (before > 0)
      ctx.log("warn", "Topics of former generations stay, because removing them needs the admin URL.");
    return;
  }
  const first = Math.max(1, plan.generation - maxAbandoned);
  for (let generation = first; generation < plan.generation; generation++)
    if (generation !== before)
      await admin.topics.delete(topics.ofGeneration(plan, generation), { isForced: true });
}
