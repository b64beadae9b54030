import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { AuthError, ConfigError, TransientError } from "../errors";
import { openPulsarClient } from "./client";
import { clientOptions } from "./testing/client-options";
import type { Producer, PulsarClient, Reader, Transaction } from "./types";

const timeoutMs = 60_000;

describeWithPulsar("a transaction", () => {
  let broker: TestBroker;
  let namespace: string;
  let client: PulsarClient;
  let topics = 0;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
    client = await openAs("admin");
  });
  afterAll(async () => {
    await client.close();
    await broker.dropNamespace(namespace);
  });

  it("hides its messages, and every later one of the topic, until it is committed", async () => {
    const topic = await newTopic();
    const producer = await client.createProducer({ topic });
    const reader = await client.createReader({ topic, start: { at: "earliest" } });
    await send(producer, ["plain before"]);
    const transaction = await client.beginTransaction({ timeoutMs });
    await send(producer, ["within 1", "within 2"], transaction);
    await send(producer, ["plain behind"]);
    expect(await drain(reader)).toEqual(["plain before"]);
    expect((await reader.lastMessageId())?.entryId).toBe(0n);
    await transaction.commit();
    expect(await drain(reader)).toEqual(["within 1", "within 2", "plain behind"]);
    expect(await theirs(topic)).toEqual(["plain before", "within 1", "within 2", "plain behind"]);
  });

  it("that is aborted leaves nothing to read", async () => {
    const topic = await newTopic();
    const producer = await client.createProducer({ topic });
    const transaction = await client.beginTransaction({ timeoutMs });
    await send(producer, ["never"], transaction);
    await transaction.abort();
    const reader = await client.createReader({ topic, start: { at: "earliest" } });
    await send(producer, ["afterwards"]);
    expect(await drain(reader)).toEqual(["afterwards"]);
    expect(await theirs(topic)).toEqual(["afterwards"]);
  });

  it("that is aborted is no message to wait for at the end of a topic", async () => {
    const topic = await newTopic();
    const producer = await client.createProducer({ topic });
    const transaction = await client.beginTransaction({ timeoutMs });
    await send(producer, ["never"], transaction);
    const reader = await client.createReader({ topic, start: { at: "earliest" } });
    expect(await drain(reader)).toEqual([]);
    await transaction.abort();
    expect(await drain(reader)).toEqual([]);
  });

  it("shows its messages of several topics and partitions at once", async () => {
    const one = await newTopic();
    const other = `persistent://${namespace}/split-${topics}`;
    await broker.admin("PUT", `/${other.replace("://", "/")}/partitions`, 3);
    const producers = await Promise.all([one, other].map((topic) => client.createProducer({ topic })));
    const transaction = await client.beginTransaction({ timeoutMs });
    for (const producer of producers) await send(producer, letters(9), transaction, (text) => text);
    for (const topic of [one, other]) expect(await theirs(topic)).toEqual([]);
    await transaction.commit();
    for (const topic of [one, other]) expect((await theirs(topic)).sort()).toEqual(letters(9));
  });

  it("stands beside any number of others, each with an end of its own", async () => {
    const topic = await newTopic();
    const producer = await client.createProducer({ topic });
    const transactions = await Promise.all(letters(20).map(() => client.beginTransaction({ timeoutMs })));
    expect(new Set(transactions.map(({ id }) => `${id.mostBits}:${id.leastBits}`)).size).toBe(20);
    for (const [index, transaction] of transactions.entries())
      await send(producer, [String(index)], transaction);
    await Promise.all(
      transactions.map((transaction, index) =>
        index % 2 === 0 ? transaction.commit() : transaction.abort(),
      ),
    );
    const committed = transactions.flatMap((_, index) => (index % 2 === 0 ? [String(index)] : []));
    expect(await theirs(topic)).toEqual(committed);
  });

  it("ends by itself after its time, and a commit says that nothing is visible", async () => {
    const topic = await newTopic();
    const producer = await client.createProducer({ topic });
    const transaction = await client.beginTransaction({ timeoutMs: 1000 });
    await send(producer, ["late"], transaction);
    await send(producer, ["plain"]);
    await expect.poll(() => theirs(topic), { timeout: 30_000 }).toEqual(["plain"]);
    const committing = transaction.commit();
    await expect(committing).rejects.toThrow(TransientError);
    await expect(committing).rejects.toThrow(/after its time of 1000 ms; nothing of it is visible/);
  });

  it("takes nothing more once it has ended", async () => {
    const topic = await newTopic();
    const transaction = await client.beginTransaction({ timeoutMs });
    await transaction.commit();
    expect(() => transaction.join(topic)).toThrow(ConfigError);
    await expect(transaction.commit()).rejects.toThrow(/has ended already/);
    await transaction.abort();
  });

  it("knows a topic after the first time without asking again", async () => {
    const topic = await newTopic();
    const transaction = await client.beginTransaction({ timeoutMs });
    await transaction.join(topic);
    expect(transaction.join(topic)).toBeUndefined();
    await transaction.abort();
  });

  it("is for roles that may go to the coordinators", async () => {
    const role = `writer-${randomBytes(6).toString("hex")}`;
    const writer = await openAs(role);
    await broker.admin("POST", `/namespaces/${namespace}/permissions/${role}`, ["produce"]);
    const producer = await writer.createProducer({ topic: await newTopic() });
    const refused = writer.beginTransaction({ timeoutMs });
    await expect(refused).rejects.toThrow(AuthError);
    await expect(refused).rejects.toThrow(/right to produce in the namespace pulsar\/system/);
    await broker.admin("POST", `/namespaces/pulsar/system/permissions/${role}`, ["produce"]);
    const transaction = await writer.beginTransaction({ timeoutMs });
    await send(producer, ["mine"], transaction);
    await transaction.commit();
    expect(await theirs(producer.topic)).toEqual(["mine"]);
    await writer.close();
    await broker.admin("DELETE", `/namespaces/pulsar/system/permissions/${role}`);
  });

  async function openAs(role: string): Promise<PulsarClient> {
    const authentication = { type: "token" as const, token: () => broker.tokenFor(role) };
    return openPulsarClient(clientOptions(broker.serviceUrl, { authentication }));
  }

  async function newTopic(): Promise<string> {
    const name = `topic-${++topics}`;
    await broker.admin("PUT", `/persistent/${namespace}/${name}`);
    return `persistent://${namespace}/${name}`;
  }

  async function theirs(topic: string): Promise<string[]> {
    const messages = await broker.readTopic(topic);
    return messages.map(({ value }) => Buffer.from(String(value), "base64").toString());
  }
});

async function send(
  producer: Producer,
  texts: string[],
  transaction?: Transaction,
  keyOf?: (text: string) => string,
): Promise<void> {
  for (const text of texts) {
    const message = { value: Buffer.from(text), ...(keyOf ? { key: keyOf(text) } : {}) };
    await producer.send(message, transaction);
  }
  await producer.flush();
}

async function drain(reader: Reader): Promise<string[]> {
  const texts: string[] = [];
  for (let message = await reader.next(); message !== null; message = await reader.next())
    texts.push(Buffer.from(message.value ?? "").toString());
  return texts;
}

function letters(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
}
