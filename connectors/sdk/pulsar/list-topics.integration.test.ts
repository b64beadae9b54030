import { expect, it } from "vitest";
import { createTestContext } from "@/connectors/sdk/testing";
import { describeWithPulsar, sharedBroker } from "@/tests/support/pulsar/broker";
import { openPulsarClient } from "./client";

describeWithPulsar("listing topics", () => {
  it("gives the topics of a namespace, of partitioned ones each partition, and makes none", async () => {
    const broker = sharedBroker();
    const namespace = await broker.createNamespace();
    const { signal, clock, log } = await createTestContext();
    const client = await openPulsarClient({
      serviceUrl: broker.serviceUrl,
      authentication: { type: "token", token: () => broker.tokenFor("admin") },
      ...{ signal, clock, log },
    });
    try {
      expect(await client.topicsOf(namespace)).toEqual([]);
      await broker.admin("PUT", `/persistent/${namespace}/plain`, {});
      await broker.admin("PUT", `/persistent/${namespace}/parted/partitions`, 2);
      expect((await client.topicsOf(namespace)).sort()).toEqual(
        ["parted-partition-0", "parted-partition-1", "plain"].map(
          (name) => `persistent://${namespace}/${name}`,
        ),
      );
    } finally {
      await client.close();
      await broker.dropNamespace(namespace);
    }
  });
});
