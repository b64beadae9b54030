import { describe } from "vitest";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
import { clientOptions } from "@/connectors/sdk/pulsar/testing/client-options";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { describeWithPulsar, sharedBroker } from "@/tests/support/pulsar/broker";
import { pulsarSource } from "./index";
import { readFeed } from "./read";
import { configOf } from "./testing/lab";

const definition = JSON.stringify({
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "long" },
    { name: "note", type: ["null", "string"], default: null },
  ],
});

const oftenPaced = { batchBytes: 4000, checkpointEveryBytes: 20_000 };

const order = (id: number): Uint8Array => Buffer.from(JSON.stringify({ id, note: `note ${id} ä€😀` }));

describeWithPulsar("topics of a broker", () => {
  describe.each([
    ["without partitions", 0],
    ["with three partitions", 3],
  ])("%s", (_kind, partitions) => {
    describeSourceConformance({
      // With checkpoints within partitions.
      source: {
        ...pulsarSource,
        read: (config, feed, position, _encoding, ctx) => readFeed(config, feed, position, ctx, oftenPaced),
      },
      async setUp() {
        const broker = sharedBroker();
        const namespace = await broker.createNamespace();
        const topic = (name: string) => `persistent://${namespace}/${name}`;
        const token = () => broker.tokenFor("admin");
        const client = await openPulsarClient(
          clientOptions(broker.serviceUrl, { authentication: { type: "token", token } }),
        );
        const route = `/persistent/${namespace}/orders`;
        if (partitions > 0) await broker.admin("PUT", `${route}/partitions`, partitions);
        const batching = { maxMessages: 50, maxBytes: 100_000, maxDelayMs: 1000 };
        const schema = {
          name: "",
          type: "json" as const,
          definition: Buffer.from(definition),
          properties: {},
        };
        const orders = await client.createProducer({ topic: topic("orders"), schema, batching });
        for (let id = 0; id < 1000; id++)
          await orders.send({
            value: order(id),
            properties: { a: "ä" },
            ...(id % 2 ? { key: `k${id}` } : {}),
          });
        await orders.flush();
        const texts = await client.createProducer({ topic: topic("texts") });
        for (const text of ["one", "two"]) await texts.send({ value: Buffer.from(text) });
        await texts.flush();
        const config = configOf(broker, namespace, { metadata_columns: [...allColumns] });
        return {
          config,
          refused: [
            { config: configOf(broker, "public/nowhere"), says: /has no topics|not exist|not found/i },
            {
              config: configOf(broker, namespace, { authentication: { type: "token", token: "x.y.z" } }),
              says: /credentials/,
            },
            {
              config: configOf(broker, namespace, {
                authentication: { type: "token", token: broker.tokenFor("stranger") },
              }),
              says: /right/,
            },
            {
              config: configOf(broker, namespace, {
                topics: { select: "pattern", topic_pattern: "nothing-*" },
              }),
              says: /No topic of .* fits "nothing-\*"/,
            },
            {
              config: configOf(broker, namespace, {
                topics: { select: "list", topic_names: ["orders", "gone"] },
              }),
              says: /has no topic "gone"/,
            },
          ],
          rowCounts: { [`${namespace.split("/")[1]}.orders`]: 1000, [`${namespace.split("/")[1]}.texts`]: 2 },
          async addRow() {
            await orders.send({ value: order(5000) });
            await orders.flush();
          },
          async tearDown() {
            await client.close();
            await broker.dropNamespace(namespace);
          },
        };
      },
    });
  });
});

const allColumns = [
  ...["_pulsar_message_id", "_pulsar_publish_time", "_pulsar_event_time", "_pulsar_key"],
  ...["_pulsar_properties", "_pulsar_producer", "_pulsar_topic", "_pulsar_partition"],
];
