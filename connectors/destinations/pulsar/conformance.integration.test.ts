import { describe } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { describeWithPulsar, sharedBroker } from "@/tests/support/pulsar/broker";
import { pulsarDestination } from "./index";
import { configOf, listTopics, readRows } from "./testing/place";

/** It is a log: it cannot take back what readers have, and the row of a key that arrives last counts. */
const cannot = { takeBack: true, cursorOrder: true };

describeWithPulsar("the Pulsar destination", () => {
  describe.each([
    { delivery: "transactions", record_format: "avro" },
    { delivery: "at_least_once", record_format: "avro", partitions: 3 },
  ])("with $delivery, $partitions", (more) => {
    describeDestinationConformance({
      destination: pulsarDestination,
      cannot,
      setUp: async () => {
        const broker = sharedBroker();
        const namespace = await broker.createNamespace();
        const config = configOf(broker, namespace, more);
        const as = (token: string) => ({ ...config, authentication: { type: "token" as const, token } });
        return {
          config,
          refused: [
            { config: as("no token"), says: /credentials/ },
            { config: as(broker.tokenFor("stranger")), says: /[Gg]rant/ },
            { config: { ...config, topic_namespace: "no-such-namespace" }, says: /no-such-namespace/ },
          ],
          readRows: (table) => readRows(broker, namespace, table),
          listTables: () => listTopics(broker, namespace),
          tearDown: () => broker.dropNamespace(namespace),
        };
      },
    });
  });
});
