import { z } from "zod";
import {
  AuthError,
  ConfigError,
  oneFeedPerStream,
  type Context,
  type Feed,
  type SelectedStream,
} from "@/connectors/sdk";
import type { PulsarSourceConfig } from "./config";
import { mapSome, type Pulsar, withPulsar } from "./connection";
import { placeOfLast } from "./position";
import { fullNameOf, listTopics, partOf, type Topic } from "./topics";

/**
 * What one run reads of a topic: its partitions as they were when the run began, each up to its last message then ("start":
 * it had none). So a run ends however much is written meanwhile, and every slice of it reads up to the same place.
 */
const partSchema = z.object({
  until: z.record(z.string(), z.string()),
  /** Of each partition, where the broker could be asked. */
  createdAtMs: z.record(z.string(), z.int()),
});

export type TopicEnds = z.output<typeof partSchema>;

/** One feed for each topic: partitions that are added later are parts of the same position. */
export async function planFeeds(
  config: PulsarSourceConfig,
  streams: SelectedStream[],
  ctx: Context,
): Promise<Feed[]> {
  return withPulsar(config, ctx, async (pulsar) => {
    const topics = new Map((await listTopics(pulsar)).map((topic) => [topic.name, topic]));
    return mapSome(oneFeedPerStream(streams), async (feed) => {
      const topic = topics.get(feed.streams[0]?.name ?? "");
      return topic ? { ...feed, isRepeatable: true, part: await lookAtEnds(pulsar, topic) } : feed;
    });
  });
}

/** As it was planned; of a feed that nobody planned, as it is now. ConfigError where the topic is not there. */
export async function endsOf(pulsar: Pulsar, { part, streams }: Feed): Promise<TopicEnds> {
  const name = streams[0]?.name ?? "";
  const planned = partSchema.safeParse(part);
  if (planned.success) return planned.data;
  const topic = (await listTopics(pulsar)).find((found) => found.name === name);
  if (topic) return lookAtEnds(pulsar, topic);
  throw new ConfigError(
    `The topic ${fullNameOf(pulsar.config, name)} is not there any more. Leave the stream out, or create the topic.`,
  );
}

async function lookAtEnds(pulsar: Pulsar, { full, partitions }: Topic): Promise<TopicEnds> {
  const found = await mapSome(partitions, async (partition) => {
    const topic = partOf(full, partition);
    const reader = await pulsar.client.createReader({ topic, start: { at: "latest" } });
    const last = await reader.lastMessageId().finally(() => reader.close());
    return {
      partition: String(partition),
      until: placeOfLast(last),
      createdAtMs: await createdAt(pulsar, topic),
    };
  });
  return {
    until: Object.fromEntries(found.map(({ partition, until }) => [partition, until])),
    createdAtMs: Object.fromEntries(
      found.flatMap(({ partition, createdAtMs }) => (createdAtMs === null ? [] : [[partition, createdAtMs]])),
    ),
  };
}

/** null without the admin URL, or the right to ask there. */
async function createdAt({ admin, ctx }: Pulsar, topic: string): Promise<number | null> {
  try {
    return (await admin?.topics.createdAtMs(topic)) ?? null;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    ctx.log("debug", `Whether ${topic} is still the same topic cannot be told: ${error.message}`);
    return null;
  }
}
