import { createPathFilter } from "@/connectors/sdk/files/set/glob";
import { parentOf, partitionIndexOf, partitionName } from "@/connectors/sdk/pulsar/topic-names";
import type { Pulsar } from "./connection";
import type { PulsarSourceConfig } from "./config";

export interface Topic {
  /** Its name in the namespace. */
  name: string;
  /** persistent://tenant/namespace/name */
  full: string;
  /** In ascending order; [-1] where it is not partitioned. */
  partitions: number[];
}

/** The chosen topics that are there, by name. Nothing is asked of a topic by itself: that might make it. */
export async function listTopics({ client, config }: Pulsar): Promise<Topic[]> {
  const namespace = namespaceOf(config);
  const prefix = `persistent://${namespace}/`;
  const partitions = new Map<string, number[]>();
  for (const full of await client.topicsOf(namespace)) {
    const parent = parentOf(full);
    partitions.set(parent, [...(partitions.get(parent) ?? []), partitionIndexOf(full)]);
  }
  const isChosen = chooserOf(config);
  return [...partitions]
    .map(([full, found]) => ({
      name: full.slice(prefix.length),
      full,
      partitions: found.sort((a, b) => a - b),
    }))
    .filter(({ name }) => isChosen(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

export function fullNameOf(config: PulsarSourceConfig, name: string): string {
  return `persistent://${namespaceOf(config)}/${name}`;
}

/** The name that a partition is read by. */
export function partOf(full: string, partition: number): string {
  return partition < 0 ? full : partitionName(full, partition);
}

function namespaceOf({ topic_tenant, topic_namespace }: PulsarSourceConfig): string {
  return `${topic_tenant}/${topic_namespace}`;
}

/** The broker's own topics, and those that Sluice keeps its books in as a destination. */
const ownTopics = /^(__|sluice-(position|quarantine|emptied|check)-)/;

function chooserOf({ topics }: PulsarSourceConfig): (name: string) => boolean {
  switch (topics.select) {
    case "all":
      return (name) => !ownTopics.test(name);
    case "pattern": {
      const filter = createPathFilter([topics.topic_pattern]);
      return (name) => !ownTopics.test(name) && filter.matches(name);
    }
    case "list": {
      const names = new Set(topics.topic_names);
      return (name) => names.has(name);
    }
  }
}
