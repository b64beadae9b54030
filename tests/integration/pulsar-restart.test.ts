import { afterAll, beforeAll, expect, it } from "vitest";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
import { clientOptions } from "@/connectors/sdk/pulsar/testing/client-options";
import type { Producer, PulsarClient, Reader, Transaction } from "@/connectors/sdk/pulsar/types";
import { describeWithPulsar, type OwnBroker, patienceMs, startBroker } from "../support/pulsar/broker";

/** What a broker's restart, and its crash, leave of what is under way. */
describeWithPulsar("a Pulsar broker that comes back", () => {
  let broker: OwnBroker;
  let client: PulsarClient;
  let namespace: string;

  beforeAll(async () => {
    broker = await startBroker();
    namespace = await broker.createNamespace();
    await broker.admin("POST", `/namespaces/${namespace}/deduplication`, true);
    const authentication = { type: "token" as const, token: () => broker.tokenFor("admin") };
    const options = { authentication, operationTimeoutMs: 200_000 };
    client = await openPulsarClient(clientOptions(broker.serviceUrl, options));
  }, patienceMs);
  afterAll(async () => {
    await client.close();
    await broker.process.remove();
  });

  it("gives a reader the rest, once, in order", { timeout: patienceMs }, async () => {
    const topic = await newTopic("read");
    const values = numbers(0, 300);
    await broker.writeTopic(topic, values.slice(0, 100).map(valueOf), { isBatched: false });
    await broker.writeTopic(topic, values.slice(100).map(valueOf), { compression: "LZ4" });
    const reader = await client.createReader({ topic, start: { at: "earliest" }, receiveQueue: 10 });
    const read = await take(reader, 150);
    await broker.process.restart();
    expect([...read, ...(await take(reader, 1000))]).toEqual(values);
  });

  it("stores a transaction that was open meanwhile, whole and once", { timeout: patienceMs }, async () => {
    const topic = await newTopic("written");
    const producer = await client.createProducer({ topic });
    const transaction = await client.beginTransaction({ timeoutMs: 600_000 });
    await send(producer, numbers(0, 100), transaction);
    await broker.process.stop("SIGKILL");
    const sending = send(producer, numbers(100, 200), transaction).then(() => producer.flush());
    await broker.process.restart();
    await sending;
    expect(await broker.readTopic(topic)).toEqual([]);
    await transaction.commit();
    const stored = await broker.readTopic(topic);
    expect(stored.map(({ value }) => Buffer.from(String(value), "base64").toString())).toEqual(
      numbers(0, 200),
    );
  });

  async function newTopic(name: string): Promise<string> {
    await broker.admin("PUT", `/persistent/${namespace}/${name}`);
    return `persistent://${namespace}/${name}`;
  }
});

async function send(producer: Producer, values: string[], transaction: Transaction): Promise<void> {
  for (const value of values) await producer.send({ value: Buffer.from(value) }, transaction);
}

/** So many messages, or as many as there are. */
async function take(reader: Reader, count: number): Promise<string[]> {
  const values: string[] = [];
  while (values.length < count) {
    const message = await reader.next();
    if (message === null) break;
    values.push(Buffer.from(message.value ?? "").toString());
  }
  return values;
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => String(from + index));
}

function valueOf(value: string): { value: string } {
  return { value };
}
