import { ConfigError } from "../errors";

/** persistent or non-persistent, tenant, namespace, and a local name that may contain anything but a slash. */
const pattern = /^(persistent|non-persistent):\/\/([A-Za-z0-9_=:.-]+)\/([A-Za-z0-9_=:.-]+)\/([^/\s]+)$/;

/** The topic as it is; ConfigError where it is no whole name. */
export function checkedTopicName(topic: string): string {
  if (pattern.test(topic)) return topic;
  throw new ConfigError(
    `"${topic}" is no name of a topic: names look like persistent://tenant/namespace/topic.`,
  );
}

/** A partition's own name, which is that of a topic. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}-partition-${partition}`;
}
