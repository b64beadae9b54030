import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { ConfigError, TransientError } from "../errors";
import { clientOptions } from "./testing/client-options";
import type { ClientOptions, IncomingMessage, PulsarClient, ReaderOptions } from "./types";
import { openWebSocketClient } from "./web-socket-client";

describeWithPulsar("a client of which only the HTTP port is open", () => {
  let broker: TestBroker;
  let namespace: string;
  let topics = 0;
  const clients: PulsarClient[] = [];
  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  afterAll(() => broker.dropNamespace(namespace));

  async function connect(more: Partial<ClientOptions> = {}): Promise<PulsarClient> {
    const authentication = { type: "token" as const, token: () => broker.tokenFor("admin") };
    const client = await openWebSocketClient({
      ...clientOptions(broker.webSocketUrl, { authentication, ...more }),
      ...{ adminUrl: broker.adminUrl, http: fetch },
    });
    clients.push(client);
    return client;
  }
  const newTopic = () => `persistent://${namespace}/topic-${++topics}`;
  const texts = (messages: IncomingMessage[]) =>
    messages.map(({ value }) => Buffer.from(value ?? []).toString());
  async function readAll(client: PulsarClient, options: ReaderOptions): Promise<IncomingMessage[]> {
    const reader = await client.createReader(options);
    const messages: IncomingMessage[] = [];
    for (let message = await reader.next(); message; message = await reader.next()) messages.push(message);
    await reader.close();
    return messages;
  }

  it.each([true, false])(
    "reads to the last message, and on behind one of them (in batches: %s)",
    async (isBatched) => {
      const topic = newTopic();
      const wanted = Array.from({ length: 250 }, (_, index) => `message ${index}`);
      await broker.writeTopic(
        topic,
        wanted.map((value) => ({ value: Buffer.from(value) })),
        { isBatched },
      );
      const client = await connect();
      const all = await readAll(client, { topic, start: { at: "earliest" } });
      expect(texts(all)).toEqual(wanted);
      const after = all[69]?.id;
      if (!after) throw new Error("There are more.");
      expect(texts(await readAll(client, { topic, start: { after } }))).toEqual(wanted.slice(70));
      expect(await readAll(client, { topic, start: { sinceMs: Date.now() + 60_000 } })).toEqual([]);
    },
  );

  it("gives nothing of a topic that is empty or not there yet", async () => {
    const client = await connect();
    const topic = newTopic();
    await broker.admin("PUT", `/${topic.replace("://", "/")}`);
    expect(await readAll(client, { topic, start: { at: "earliest" } })).toEqual([]);
    expect(await client.partitionsOf(newTopic())).toBe(0);
    expect(await client.schemaOf(topic, null)).toBeNull();
  });

  it("registers a schema, and tells it and its versions", async () => {
    const client = await connect();
    const topic = newTopic();
    const definition = JSON.stringify({ type: "record", name: "R", fields: [{ name: "id", type: "long" }] });
    const schema = { name: "", type: "avro" as const, definition: Buffer.from(definition), properties: {} };
    await (await client.createProducer({ topic, schema })).close();
    const found = await client.schemaOf(topic, null);
    expect(found).toMatchObject({ type: "avro" });
    expect(JSON.parse(Buffer.from(found?.definition ?? []).toString())).toEqual(JSON.parse(definition));
    expect(await client.schemaVersionsOf(topic)).toHaveLength(1);
  });

  it("knows which partitions there are", async () => {
    const client = await connect();
    const topic = newTopic();
    await broker.admin("PUT", `/${topic.replace("://", "/")}/partitions`, 3);
    expect(await client.partitionsOf(topic)).toBe(3);
    const parts = [0, 1, 2].map((partition) => `${topic}-partition-${partition}`);
    expect(await client.topicsOf(namespace)).toEqual(expect.arrayContaining(parts));
  });

  it("has an exclusive place for one at a time, and tells who waits in vain", async () => {
    const topic = newTopic();
    const access = "exclusive_with_fencing" as const;
    const holder = await (await connect()).createProducer({ topic, access });
    const impatient = await connect({ operationTimeoutMs: 1000 });
    await expect(impatient.createProducer({ topic, access })).rejects.toThrow(TransientError);
    await holder.close();
    const next = await (await connect()).createProducer({ topic, access });
    await next.send({ value: Buffer.from("x") });
    await next.flush();
    expect(next.lastMessageIds().size).toBe(1);
  });

  it("has no transactions", async () => {
    await expect((await connect()).beginTransaction({ timeoutMs: 1000 })).rejects.toThrow(ConfigError);
  });
});
