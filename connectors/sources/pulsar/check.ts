import { ConfigError, type Context } from "@/connectors/sdk";
import type { PulsarSourceConfig } from "./config";
import { type Pulsar, withPulsarSoon } from "./connection";
import { payloadOf } from "./payload";
import { listTopics, partOf, type Topic } from "./topics";

/** Connects, finds the topics, and of the first one reads the schema and asks where it ends, as a sync will. */
export async function checkSource(config: PulsarSourceConfig, ctx: Context): Promise<void> {
  await withPulsarSoon(config, ctx, async (pulsar) => {
    const topics = await listTopics(pulsar);
    const [first] = topics;
    if (!first) throw nothingThere(config);
    refuseMissing(config, topics);
    await tryToRead(pulsar, first);
    await pulsar.admin?.topics.createdAtMs(partOf(first.full, first.partitions[0] ?? -1));
    ctx.log("info", `${topics.length} ${topics.length === 1 ? "topic is" : "topics are"} there to read.`);
  });
}

async function tryToRead({ client }: Pulsar, { full, partitions }: Topic): Promise<void> {
  for (const schema of await client.schemaVersionsOf(full)) payloadOf(schema, "binary");
  const reader = await client.createReader({
    topic: partOf(full, partitions[0] ?? -1),
    start: { at: "latest" },
  });
  await reader.close();
}

function nothingThere({
  topics,
  topic_tenant: tenant,
  topic_namespace: namespace,
}: PulsarSourceConfig): ConfigError {
  const place = `${tenant}/${namespace}`;
  switch (topics.select) {
    case "all":
      return new ConfigError(`The namespace ${place} has no topics. Check its name, or create a topic.`, {
        field: ["topic_namespace"],
      });
    case "pattern":
      return new ConfigError(
        `No topic of ${place} fits "${topics.topic_pattern}". Check the pattern and the namespace.`,
        {
          field: ["topics", "topic_pattern"],
        },
      );
    case "list":
      return missing(topics.topic_names, place);
  }
}

function refuseMissing(config: PulsarSourceConfig, found: Topic[]): void {
  const { topics, topic_tenant: tenant, topic_namespace: namespace } = config;
  if (topics.select !== "list") return;
  const known = new Set(found.map(({ name }) => name));
  const others = topics.topic_names.filter((name) => !known.has(name));
  if (others.length > 0) throw missing(others, `${tenant}/${namespace}`);
}

function missing(names: string[], place: string): ConfigError {
  const named = names.map((name) => `"${name}"`).join(", ");
  return new ConfigError(
    `${place} has no topic ${named}. Check the ${names.length === 1 ? "name" : "names"}.`,
    {
      field: ["topics", "topic_names"],
    },
  );
}
