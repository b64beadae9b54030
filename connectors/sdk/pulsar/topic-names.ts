import { ConfigError } from "../errors";

/** persistent or non-persistent, tenant, namespace, and a local name that may contain anything but a slash. */
const pattern = /^(persistent|non-persistent):\/\/([A-Za-z0-9_=:.-]+)\/([A-Za-z0-9_=:.-]+)\/([^/\s]+)$/;

const partitionSuffix = /-partition-(\d+)$/;

/** The topic as it is; ConfigError where it is no whole name. */
export function checkedTopicName(topic: string): string {
  if (pattern.test(topic)) return topic;
  throw new ConfigError(
    `"${topic}" is no name of a topic: names look like persistent://tenant/namespace/topic.`,
  );
}

/** The topic's place in addresses of the broker's HTTP interfaces: persistent/tenant/namespace/name, each part encoded. */
export function topicRoute(topic: string): string {
  const [, domain = "", tenant = "", namespace = "", name = ""] = pattern.exec(checkedTopicName(topic)) ?? [];
  return [domain, tenant, namespace, name].map(encodeURIComponent).join("/");
}

/** A partition's own name, which is that of a topic. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}-partition-${partition}`;
}

/** The number in a partition's own name; -1 for a topic that is none. */
export function partitionIndexOf(topic: string): number {
  const [, index] = partitionSuffix.exec(topic) ?? [];
  return index === undefined ? -1 : Number(index);
}

/** The topic that a partition belongs to; the topic itself where it is none. */
export function parentOf(topic: string): string {
  return topic.replace(partitionSuffix, "");
}
