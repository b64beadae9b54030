import { Connections } from "./connections";
import { listTopics } from "./list-topics";
import type { ClientOptions, PulsarClient } from "./types";

export type ProducingClient = Pick<PulsarClient, "partitionsOf" | "topicsOf" | "close">;

/** Connects to one of the hosts and signs in there. AuthError, ConfigError and TransientError tell why that is not possible. */
export async function openPulsarClient(options: ClientOptions): Promise<ProducingClient> {
  const connections = new Connections(options);
  await connections.retry(() => connections.toService());
  return {
    partitionsOf: (topic) => connections.partitionsOf(topic),
    topicsOf: (namespace) => listTopics(connections, namespace),
    close: () => Promise.resolve(connections.close()),
  };
}
