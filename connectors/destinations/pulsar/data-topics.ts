import { AuthError, ConfigError, type StreamPlan } from "@/connectors/sdk";
import type { PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import type { Pulsar } from "./connection";

/** So much gathers before the broker compacts a deduplicated topic. */
const compactionBytes = 100 * 1024 * 1024;

/** Makes the topic of a stream where it is missing, as the configuration wants new topics; warns where rows would be removed. */
export async function makeDataTopic(pulsar: Pulsar, plan: StreamPlan, topic: string): Promise<void> {
  const { admin, config, ctx } = pulsar;
  if (!admin) return;
  try {
    const isNew = await admin.topics.create(topic, { partitions: config.partitions });
    if (isNew) await setPolicies(pulsar, admin, { plan, topic });
    else await comparePartitions(pulsar, admin, topic);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    ctx.log("warn", `${topic} is left to the broker's rules for new topics: ${error.message}`);
    return;
  }
  await warnOfLoss(pulsar, admin, topic);
}

async function setPolicies(
  { config }: Pulsar,
  admin: PulsarAdmin,
  { plan, topic }: { plan: StreamPlan; topic: string },
): Promise<void> {
  const {
    retention_minutes: minutes,
    retention_megabytes: megabytes,
    schema_compatibility: strategy,
  } = config;
  if (minutes !== undefined) await admin.topics.setRetention(topic, { minutes, megabytes });
  if (plan.write === "deduped") await admin.topics.setCompactionThreshold(topic, compactionBytes);
  if (strategy !== undefined) await admin.schemas.setCompatibility(topic, strategy);
}

async function comparePartitions({ config, ctx }: Pulsar, admin: PulsarAdmin, topic: string): Promise<void> {
  const partitions = (await admin.topics.partitions(topic)) ?? 0;
  if (partitions === config.partitions) return;
  ctx.log(
    "warn",
    `${topic} has ${partitions} partitions and is left so, although ${config.partitions} are asked for new topics.`,
  );
}

/** A broker removes what no retention keeps and no subscription waits for. */
export async function warnOfLoss({ ctx }: Pulsar, admin: PulsarAdmin, topic: string): Promise<void> {
  try {
    const { minutes, megabytes } = await admin.topics.retention(topic);
    if (minutes !== 0 && megabytes !== 0) return;
    if ((await admin.topics.stats(topic)).subscriptions.length > 0) return;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    ctx.log(
      "warn",
      `It cannot be told whether the broker keeps what is written to ${topic}: ${error.message}`,
    );
    return;
  }
  ctx.log(
    "warn",
    `${topic} has no subscription and no retention: the broker may remove rows at any time after they are written. Subscribe to it, or set a retention.`,
  );
}

/** Empties what the feed itself has filled in this run before, as a whole. */
export async function removeTopic({ admin }: Pulsar, topic: string, why: string): Promise<void> {
  if (!admin)
    throw new ConfigError(`${topic} must be removed, because ${why}, and that needs the admin URL.`, {
      field: ["admin_url"],
    });
  await admin.topics.delete(topic, { isForced: true });
}
