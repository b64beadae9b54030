import type { FeedState, StateStore, StreamPlan } from "@/connectors/sdk";
import type { PulsarConfig } from "./config";
import { withPulsar, type Pulsar } from "./connection";
import type { PositionState, StreamState } from "./feed-state";
import { PositionTopic, readBook } from "./position-topic";
import { tableKey } from "./topics";

export const states: StateStore<PulsarConfig> = {
  list: (config, connectionId, ctx) =>
    withPulsar(config, ctx, async (pulsar) =>
      (await listFeeds(pulsar, connectionId)).map(({ feedId, fence, position }): FeedState => ({
        feedId,
        fence,
        checkpoint: position?.checkpoint ?? null,
      })),
    ),
  replace: (config, { connectionId, feedId, checkpoint }, ctx) =>
    withPulsar(config, ctx, (pulsar) =>
      rewrite(pulsar, { connectionId, feedId }, (found) => ({ checkpoint, streams: found?.streams ?? [] })),
    ),
};

export interface KnownFeed {
  feedId: string;
  fence: number;
  position: PositionState | null;
}

/** Every feed of the connection that was ever opened. Makes no topic. */
export async function listFeeds(pulsar: Pulsar, connectionId: string): Promise<KnownFeed[]> {
  const { client, topics } = pulsar;
  const prefix = topics.positionPrefix(connectionId);
  const feeds: KnownFeed[] = [];
  for (const topic of await client.topicsOf(topics.namespace)) {
    if (!topic.startsWith(prefix)) continue;
    const { feedId, fence, position } = await readBook(pulsar, topic);
    if (feedId !== null) feeds.push({ feedId, fence, position });
  }
  return feeds;
}

/** What the feeds of the plan's connection have noted of its table, in whatever run. */
export async function statesOf(
  pulsar: Pulsar,
  plan: StreamPlan,
): Promise<{ feedId: string; state: StreamState }[]> {
  const table = tableKey(plan.table);
  return (await listFeeds(pulsar, plan.connectionId)).flatMap(({ feedId, position }) =>
    (position?.streams ?? []).filter((state) => state.table === table).map((state) => ({ feedId, state })),
  );
}

/** Puts another position in the place of what is stored, and keeps out every writer that was opened before. */
export async function rewrite(
  pulsar: Pulsar,
  feed: { connectionId: string; feedId: string },
  change: (found: PositionState | null) => Pick<PositionState, "checkpoint" | "streams">,
): Promise<void> {
  const topic = await PositionTopic.take(pulsar, feed, (found) => found + 1);
  try {
    await topic.write(change(topic.found.position));
  } finally {
    await topic.close();
  }
}
