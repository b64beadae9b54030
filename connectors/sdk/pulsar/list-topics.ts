import type { Connections } from "./connections";

/** Full names of the persistent topics of a namespace ("tenant/namespace"); of partitioned ones, each partition's. */
export function listTopics(connections: Connections, namespace: string): Promise<string[]> {
  return connections.retry(async () => {
    const connection = await connections.toService();
    const { topics = [] } = await connection.request(
      "getTopics",
      { namespace },
      `Listing the topics of ${namespace}`,
    );
    return topics;
  });
}
