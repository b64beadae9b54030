import { ConfigError, type Context, type StreamPlan } from "@/connectors/sdk";
import type { PulsarConfig } from "./config";
import { withPulsar, type Pulsar } from "./connection";
import { forget, readRows } from "./quarantine";
import { listFeeds, rewrite } from "./states";
import { tableKey } from "./topics";

/** The stream's topics, its checkpoints and what waits of it. Topics need the admin URL; checkpoints are forgotten first. */
export async function clear(config: PulsarConfig, plan: StreamPlan, ctx: Context): Promise<void> {
  await withPulsar(config, ctx, async (pulsar) => {
    const table = tableKey(plan.table);
    const topics = new Set(await topicsOfStream(pulsar, plan));
    for (const { feedId, position } of await listFeeds(pulsar, plan.connectionId)) {
      const own = (position?.streams ?? []).filter((state) => state.table === table);
      if (own.length === 0) continue;
      for (const { topic } of own) topics.add(topic);
      await rewrite(pulsar, { connectionId: plan.connectionId, feedId }, (found) => ({
        checkpoint: null,
        streams: (found?.streams ?? []).filter((state) => state.table !== table),
      }));
    }
    await forgetQuarantine(pulsar, plan);
    await removeTopics(pulsar, topics);
  });
}

/** Of all generations. */
async function topicsOfStream({ client, topics }: Pulsar, plan: StreamPlan): Promise<string[]> {
  const pointer = topics.pointerFor({ ...plan, write: "overwrite" });
  const isOwn = (topic: string) =>
    topic === topics.ofPlan(plan) || topic === pointer || topics.isGenerationOf(plan, topic);
  return parentsOf(await client.topicsOf(topics.namespace)).filter(isOwn);
}

/** Partitioned topics by their own names. */
function parentsOf(names: string[]): string[] {
  return [...new Set(names.map((name) => name.replace(/-partition-\d+$/, "")))];
}

async function forgetQuarantine(pulsar: Pulsar, { connectionId, table }: StreamPlan): Promise<void> {
  const rows = await readRows(pulsar, connectionId);
  const ids = [...rows].filter(([, row]) => tableKey(row.table) === tableKey(table)).map(([id]) => id);
  if (ids.length > 0) await forget(pulsar, connectionId, ids);
}

async function removeTopics({ admin, client, topics }: Pulsar, names: Set<string>): Promise<void> {
  const all = parentsOf(await client.topicsOf(topics.namespace));
  const there = [...names].filter((name) => all.includes(name));
  if (there.length === 0) return;
  if (!admin)
    throw new ConfigError(
      `The checkpoints are forgotten, but removing ${there.join(", ")} needs the admin URL. Give it, or remove them by hand.`,
      { field: ["admin_url"] },
    );
  for (const topic of there) await admin.topics.delete(topic, { isForced: true });
}
