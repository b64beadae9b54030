import type { IncomingMessage, PulsarClient, ReaderOptions } from "@/connectors/sdk/pulsar/types";

/** Gives every message of a topic that is not partitioned, or of one partition, up to what is its last one now. */
export async function eachMessage(
  client: PulsarClient,
  options: ReaderOptions,
  take: (message: IncomingMessage) => void,
): Promise<void> {
  const reader = await client.createReader(options);
  try {
    for (let message = await reader.next(); message; message = await reader.next()) take(message);
  } finally {
    await reader.close();
  }
}

/** The names of all parts of a topic: its own, or its partitions'. Empty where there is no such topic. */
export async function partsOf(client: PulsarClient, namespace: string, topic: string): Promise<string[]> {
  const all = new Set(await client.topicsOf(namespace));
  const partitions = await client.partitionsOf(topic);
  if (partitions > 0)
    return Array.from({ length: partitions }, (_, index) => `${topic}-partition-${index}`).filter((name) =>
      all.has(name),
    );
  return all.has(topic) ? [topic] : [];
}
