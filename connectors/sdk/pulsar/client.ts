import { ByteBudget } from "./byte-budget";
import { Connections } from "./connections";
import { listTopics } from "./list-topics";
import { PartitionedProducer } from "./partitioned-producer";
import { openReader } from "./reader";
import { checkedTopicName } from "./topic-names";
import { TopicProducer } from "./topic-producer";
import { readSchemaVersions, readTopicSchema } from "./topic-schema";
import { abandonTransaction, openTransaction } from "./transaction";
import type { ClientOptions, Producer, ProducerOptions, PulsarClient } from "./types";

const defaultMaxBytesInFlight = 32 * 1024 * 1024;

/** Connects to one of the hosts and signs in there. AuthError, ConfigError and TransientError tell why that is not possible. */
export async function openPulsarClient(options: ClientOptions): Promise<PulsarClient> {
  const connections = new Connections(options);
  const budget = new ByteBudget(options.maxBytesInFlight ?? defaultMaxBytesInFlight);
  try {
    await connections.retry(() => connections.toService(), options.openTimeoutMs);
  } catch (error) {
    connections.close();
    throw error;
  }
  return {
    partitionsOf: (topic) => connections.partitionsOf(checkedTopicName(topic)),
    topicsOf: (namespace) => listTopics(connections, namespace),
    schemaOf: (topic, version) => readTopicSchema(connections, checkedTopicName(topic), version),
    schemaVersionsOf: (topic) => readSchemaVersions(connections, checkedTopicName(topic)),
    createProducer: (producer) => createProducer(connections, budget, producer),
    createReader: (reader) => openReader(connections, reader),
    beginTransaction: (transaction) => openTransaction(connections, transaction),
    abandonTransaction: (id) => abandonTransaction(connections, id),
    close: () => Promise.resolve(connections.close()),
  };
}

async function createProducer(
  connections: Connections,
  budget: ByteBudget,
  options: ProducerOptions,
): Promise<Producer> {
  const partitions = await connections.partitionsOf(checkedTopicName(options.topic));
  if (partitions > 0) return PartitionedProducer.open(connections, budget, { ...options, partitions });
  return TopicProducer.open(connections, budget, { ...options, partition: -1 });
}
