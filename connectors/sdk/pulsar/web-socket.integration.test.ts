import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { AuthError, ConfigError } from "../errors";
import { clientOptions } from "./testing/client-options";
import type { Compression, Producer } from "./types";
import { openWebSocketProducer, type WebSocketOptions } from "./web-socket";

describeWithPulsar("a producer over the broker's WebSocket interface", () => {
  let broker: TestBroker;
  let namespace: string;
  let topics = 0;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
  });
  afterAll(() => broker.dropNamespace(namespace));

  it("writes what Pulsar's own client reads, with every compression", async () => {
    const topic = await newTopic();
    const compressions: Compression[] = ["none", "lz4", "zlib", "zstd", "snappy"];
    for (const compression of compressions) {
      const producer = await open({ topic, compression });
      await producer.send({
        value: Buffer.from(compression),
        key: "k",
        properties: { a: "ä" },
        eventTimeMs: 77,
      });
      await producer.flush();
      await producer.close();
    }
    const messages = await broker.readTopic(topic);
    expect(messages.map(({ value }) => Buffer.from(String(value), "base64").toString())).toEqual(
      compressions,
    );
    expect(messages[0]).toMatchObject({
      key: "k",
      properties: { a: "ä" },
      eventTimeMs: 77,
      schemaVersion: null,
    });
  });

  it("tells the id of the last message that is stored", async () => {
    const topic = await newTopic();
    const producer = await open({ topic });
    for (let count = 0; count < 200; count++) await producer.send({ value: Buffer.from(String(count)) });
    await producer.flush();
    const messages = await broker.readTopic(topic);
    expect(messages).toHaveLength(200);
    const id = producer.lastMessageIds().get(0);
    expect(messages.at(-1)?.id).toMatch(new RegExp(`^${id?.ledgerId}:${id?.entryId}:`));
    await producer.close();
  });

  it("goes on without loss, in order, when the topic is unloaded under it", async () => {
    const topic = await newTopic();
    const producer = await open({ topic });
    for (let count = 0; count < 100; count++) {
      await producer.send({ value: Buffer.from(String(count).padStart(3, "0")) });
      if (count % 40 === 20) await broker.admin("PUT", `/${topic.replace("://", "/")}/unload`);
    }
    await producer.flush();
    await producer.close();
    const read = (await broker.readTopic(topic)).map(({ value }) =>
      Buffer.from(String(value), "base64").toString(),
    );
    expect([...new Set(read)].sort()).toEqual(
      Array.from({ length: 100 }, (_, index) => String(index).padStart(3, "0")),
    );
    expect(read.at(-1)).toBe("099");
  });

  it("tells wrong credentials and missing rights", async () => {
    const topic = await newTopic();
    for (const token of ["no.to.ken", broker.tokenFor("guest")]) {
      const authentication = { type: "token" as const, token: () => token };
      await expect(open({ topic, authentication })).rejects.toThrow(AuthError);
    }
  });

  it("says what is wrong where the namespace is missing", async () => {
    await expect(open({ topic: "persistent://public/missing/topic" })).rejects.toThrow(ConfigError);
  });

  async function newTopic(): Promise<string> {
    const name = `topic-${++topics}`;
    await broker.admin("PUT", `/persistent/${namespace}/${name}`);
    return `persistent://${namespace}/${name}`;
  }

  function open(more: Partial<WebSocketOptions> & { topic: string }): Promise<Producer> {
    const authentication = { type: "token" as const, token: () => broker.tokenFor("admin") };
    return openWebSocketProducer({
      ...clientOptions(""),
      authentication,
      webSocketUrl: broker.webSocketUrl,
      ...more,
    });
  }
});
