import { ConfigError } from "../errors";

/** The parts of a topic's full name, persistent://tenant/namespace/name. */
export interface TopicName {
  domain: "persistent" | "non-persistent";
  tenant: string;
  namespace: string;
  /** May end with "-partition-n". */
  name: string;
}

const pattern = /^(persistent|non-persistent):\/\/([^/]+)\/([^/]+)\/(.+)$/;

/** ConfigError where it is no full name. */
export function parseTopicName(topic: string): TopicName {
  const [, domain, tenant, namespace, name] = pattern.exec(topic) ?? [];
  if (!domain || !tenant || !namespace || !name) {
    throw new ConfigError(
      `"${topic}" is no full name of a topic. It is written persistent://tenant/namespace/name.`,
    );
  }
  return { domain: domain === "persistent" ? "persistent" : "non-persistent", tenant, namespace, name };
}

/** The topic's place in addresses of the broker's HTTP interfaces: persistent/tenant/namespace/name, each part encoded. */
export function topicRoute(topic: string): string {
  const { domain, tenant, namespace, name } = parseTopicName(topic);
  return [domain, tenant, namespace, name].map(encodeURIComponent).join("/");
}

/** The number in a partition's own name; -1 for a topic that is none. */
export function partitionIndexOf(topic: string): number {
  const [, index] = /-partition-(\d+)$/.exec(topic) ?? [];
  return index === undefined ? -1 : Number(index);
}
