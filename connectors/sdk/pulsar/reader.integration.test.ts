import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import type { MessageToWrite } from "@/tests/support/pulsar/java-client";
import { AuthError, ConfigError } from "../errors";
import { openPulsarClient } from "./client";
import { clientOptions } from "./testing/client-options";
import type { IncomingMessage, PulsarClient, Reader, ReaderOptions } from "./types";

describeWithPulsar("a reader", () => {
  let broker: TestBroker;
  let namespace: string;
  let client: PulsarClient;
  let topics = 0;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
    client = await clientAs("admin");
  });
  afterAll(async () => {
    await client.close();
    await broker.dropNamespace(namespace);
  });

  it("reads what Pulsar's own client wrote: keys, properties, times, tombstones", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, [
      { value: "first", key: "k", properties: { a: "1", b: "ä" }, eventTimeMs: 1234567890123 },
      { value: null, key: "k" },
      { value: "third" },
    ]);
    const messages = await readAll({ topic, start: { at: "earliest" } });
    expect(
      messages.map(({ key, properties, eventTimeMs, value }) => [key, properties, eventTimeMs, text(value)]),
    ).toEqual([
      ["k", { a: "1", b: "ä" }, 1234567890123, "first"],
      ["k", {}, null, null],
      [null, {}, null, "third"],
    ]);
    expect(messages.map(({ sequenceId, schemaVersion }) => [sequenceId, schemaVersion])).toEqual([
      [0n, null],
      [1n, null],
      [2n, null],
    ]);
    expect(Math.abs(Date.now() - (messages[0]?.publishTimeMs ?? 0))).toBeLessThan(60_000);
    expect(messages[0]?.producerName).toMatch(/^standalone-/);
  });

  it("agrees with Pulsar's own reader on every compression, batched and not, and on chunks", async () => {
    const topic = await newTopic();
    for (const compression of ["NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"] as const) {
      for (const isBatched of [true, false]) {
        await broker.writeTopic(topic, messagesOf(`${compression} ${isBatched} `.repeat(50), 7), {
          compression,
          isBatched,
        });
      }
      const large: MessageToWrite[] = [{ value: randomBytes(6 * 1024 * 1024), key: compression }];
      await broker.writeTopic(topic, large, { compression, isBatched: false, isChunked: true });
    }
    const theirs = await broker.readTopic(topic);
    const ours = await readAll({ topic, start: { at: "earliest" } });
    expect(ours).toHaveLength(75);
    expect(ours.map(comparable)).toEqual(
      theirs.map(({ id, ...message }) => ({
        // Of chunks they tell the first and the last.
        id: id.split(";").at(-1),
        producer: message.producer,
        sequenceId: message.sequenceId,
        key: message.key,
        properties: message.properties,
        value: message.value,
      })),
    );
  });

  it("puts a message of 8 MB together that was sent in chunks", async () => {
    const topic = await newTopic();
    const value = randomBytes(8 * 1024 * 1024);
    await broker.writeTopic(topic, [{ value: "before" }, { value }, { value: "behind" }], {
      isBatched: false,
      isChunked: true,
    });
    const messages = await readAll({ topic, start: { at: "earliest" } });
    expect(messages.map((message) => message.value?.length)).toEqual([6, value.length, 6]);
    expect(value.equals(messages[1]?.value ?? new Uint8Array())).toBe(true);
    const [, large] = messages;
    expect(await readAll({ topic, start: { after: idOf(large) } })).toEqual(messages.slice(2));
  });

  describe("begins", () => {
    it("behind every message, within batches and at their ends, with the next one", async () => {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("batched", 4));
      await broker.writeTopic(topic, messagesOf("single", 2), { isBatched: false });
      await broker.writeTopic(topic, messagesOf("batched again", 3));
      const all = await readAll({ topic, start: { at: "earliest" } });
      expect(all).toHaveLength(9);
      for (const [index, message] of all.entries()) {
        expect(await readAll({ topic, start: { after: message.id } })).toEqual(all.slice(index + 1));
      }
    });

    it("behind a whole batch where the id names only the entry", async () => {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("first", 3));
      await broker.writeTopic(topic, messagesOf("second", 3));
      const all = await readAll({ topic, start: { at: "earliest" } });
      const entry = { ...idOf(all[0]), batchIndex: -1 };
      expect(await readAll({ topic, start: { after: entry } })).toEqual(all.slice(3));
    });

    it("behind what is there, at the latest", async () => {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("old", 3));
      const reader = await client.createReader({ topic, start: { at: "latest" } });
      expect(await reader.next()).toBeNull();
      await broker.writeTopic(topic, messagesOf("new", 2));
      expect((await drain(reader)).map(({ value }) => text(value))).toEqual(["new-0", "new-1"]);
    });

    it("with the first message that is not older than a time", async () => {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("old", 3), { isBatched: false });
      const [last] = (await readAll({ topic, start: { at: "earliest" } })).slice(-1);
      const sinceMs = (last?.publishTimeMs ?? 0) + 1;
      expect(await readAll({ topic, start: { sinceMs } })).toEqual([]);
      await expect.poll(() => Date.now()).toBeGreaterThan(sinceMs);
      await broker.writeTopic(topic, messagesOf("new", 3));
      const read = await readAll({ topic, start: { sinceMs } });
      expect(read.map(({ value }) => text(value))).toEqual(["new-0", "new-1", "new-2"]);
    });

    it("at the end where everything is older than a time by far", async () => {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("old", 3));
      const sinceMs = Date.now() + 3_600_000;
      expect(await readAll({ topic, start: { sinceMs } })).toEqual([]);
    });
  });

  it("stands at the end of an empty topic, and goes on when something comes", async () => {
    const topic = await newTopic();
    const reader = await client.createReader({ topic, start: { at: "earliest" } });
    expect(await reader.lastMessageId()).toBeNull();
    expect(await reader.next()).toBeNull();
    await broker.writeTopic(topic, messagesOf("late", 1), { isBatched: false });
    const message = await reader.next();
    expect(text(message?.value ?? null)).toBe("late-0");
    expect(await reader.lastMessageId()).toEqual(message?.id);
    expect(await reader.next()).toBeNull();
  });

  it("names the last message of a batch as the last", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, messagesOf("batched", 5));
    const reader = await client.createReader({ topic, start: { at: "latest" } });
    expect((await reader.lastMessageId())?.batchIndex).toBe(4);
  });

  it("reads the newest message of each key of a compacted topic, and all behind", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, [
      { value: "1", key: "a" },
      { value: "2", key: "b" },
      { value: "3", key: "a" },
      { value: null, key: "b" },
    ]);
    await compact(topic);
    await broker.writeTopic(topic, [{ value: "4", key: "a" }]);
    const compacted: ReaderOptions = { topic, start: { at: "earliest" }, isCompacted: true };
    expect((await readAll(compacted)).map(({ key, value }) => [key, text(value)])).toEqual([
      ["a", "3"],
      ["a", "4"],
    ]);
    expect(await readAll({ ...compacted, withoutPayload: true })).toHaveLength(2);
    expect(await readAll({ topic, start: { at: "earliest" } })).toHaveLength(5);
  });

  it("stands at the end of a compacted topic from which compaction has taken everything", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, [
      { value: "1", key: "a" },
      { value: null, key: "a" },
    ]);
    await compact(topic);
    expect(await readAll({ topic, start: { at: "earliest" }, isCompacted: true })).toEqual([]);
  });

  it("counts without looking into payloads", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, messagesOf("counted", 2000), { compression: "ZSTD" });
    await broker.writeTopic(topic, messagesOf("single", 1), { isBatched: false });
    const options: ReaderOptions = { topic, start: { at: "earliest" }, withoutPayload: true };
    const counted = await readAll(options);
    expect(counted).toHaveLength(2001);
    expect(counted.every(({ value }) => value?.length === 0)).toBe(true);
    const whole = await readAll({ topic, start: { at: "earliest" } });
    const facts = ({ id, producerName, sequenceId }: IncomingMessage) => ({ id, producerName, sequenceId });
    expect(counted.map(facts)).toEqual(whole.map(facts));
    expect(await readAll({ ...options, start: { after: idOf(counted[999]) } })).toEqual(counted.slice(1000));
  });

  it("reads partitions by their own names, which its ids tell", async () => {
    const topic = `${await newTopic()}-split`;
    await broker.admin("PUT", `/${topic.replace("://", "/")}/partitions`, 2);
    const partition = `${topic}-partition-1`;
    await broker.writeTopic(partition, messagesOf("in one", 2));
    const messages = await readAll({ topic: partition, start: { at: "earliest" } });
    expect(messages.map(({ id }) => id.partition)).toEqual([1, 1]);
    expect(await readAll({ topic: `${topic}-partition-0`, start: { at: "earliest" } })).toEqual([]);
  });

  it("reads large messages through a small receive queue", async () => {
    const topic = await newTopic();
    const values = Array.from({ length: 30 }, () => randomBytes(1024 * 1024));
    await broker.writeTopic(
      topic,
      values.map((value) => ({ value })),
      { isBatched: false },
    );
    const messages = await readAll({ topic, start: { at: "earliest" }, receiveQueue: 2 });
    expect(messages.map(({ value }, index) => values[index]?.equals(value ?? new Uint8Array()))).toEqual(
      values.map(() => true),
    );
  });

  it("goes on without loss or repeat when the topic is unloaded under it", async () => {
    const topic = await newTopic();
    await broker.writeTopic(topic, messagesOf("before", 25), { isBatched: false });
    await broker.writeTopic(topic, messagesOf("batch", 25));
    const reader = await client.createReader({ topic, start: { at: "earliest" }, receiveQueue: 3 });
    const read: (string | null)[] = [];
    for (let message = await reader.next(); message !== null; message = await reader.next()) {
      read.push(text(message.value));
      if (read.length % 10 === 0) await broker.admin("PUT", `/${topic.replace("://", "/")}/unload`);
    }
    expect(read).toEqual([...messagesOf("before", 25), ...messagesOf("batch", 25)].map(({ value }) => value));
  });

  it("does not make the topic that it should read", async () => {
    const topic = `persistent://${namespace}/missing`;
    await expect(client.createReader({ topic, start: { at: "earliest" } })).rejects.toThrow(ConfigError);
    expect((await broker.admin("GET", `/persistent/${namespace}/missing/partitions`)).status).toBe(404);
  });

  it("says which topic a role may not read", async () => {
    const topic = await newTopic();
    const guest = await clientAs("guest");
    const refused = guest.createReader({ topic, start: { at: "earliest" } });
    await expect(refused).rejects.toThrow(AuthError);
    await expect(refused).rejects.toThrow(topic);
    await guest.close();
  });

  it("is of no use once it is closed", async () => {
    const topic = await newTopic();
    const reader = await client.createReader({ topic, start: { at: "earliest" } });
    await reader.close();
    await reader.close();
    await expect(reader.next()).rejects.toThrow(/closed/);
    await expect
      .poll(async () => (await broker.admin("GET", `/${topic.replace("://", "/")}/stats`)).body)
      .toMatchObject({ subscriptions: {} });
  });

  it("shows the versions of a topic's schema", async () => {
    const topic = await newTopic();
    expect(await client.schemaOf(topic, null)).toBeNull();
    const definition = JSON.stringify({ type: "record", name: "Row", fields: [] });
    const route = `/schemas/${topic.slice("persistent://".length)}/schema`;
    await broker.admin("POST", route, { type: "AVRO", schema: definition, properties: { a: "1" } });
    const schema = await client.schemaOf(topic, null);
    expect({ ...schema, definition: text(schema?.definition ?? null) }).toMatchObject({
      type: "avro",
      definition,
      properties: { a: "1" },
    });
    expect(await client.schemaOf(topic, Buffer.from("0000000000000000", "hex"))).toEqual(schema);
    expect(await client.schemaOf(topic, Buffer.from("0000000000000007", "hex"))).toBeNull();
  });

  it("shows the schemas of primitive types", async () => {
    for (const type of ["INT64", "BOOLEAN", "LOCAL_DATE_TIME"] as const) {
      const topic = await newTopic();
      const route = `/schemas/${topic.slice("persistent://".length)}/schema`;
      await broker.admin("POST", route, { type, schema: "", properties: {} });
      expect(await client.schemaOf(topic, null)).toMatchObject({ type: type.toLowerCase() });
    }
  });

  it("shows every version of a topic's schema, oldest first", async () => {
    const topic = await newTopic();
    expect(await client.schemaVersionsOf(topic)).toEqual([]);
    const definitions = ["a", "b", "c"].map((name) =>
      JSON.stringify({
        type: "record",
        name: "r",
        fields: [{ name, type: ["null", "string"], default: null }],
      }),
    );
    for (const definition of definitions) {
      const schema = { name: "", type: "avro" as const, definition: Buffer.from(definition), properties: {} };
      await (await client.createProducer({ topic, schema })).close();
    }
    const found = await client.schemaVersionsOf(topic);
    expect(found.map(({ definition }) => Buffer.from(definition).toString())).toEqual(definitions);
  });

  it("tells whether the message that it goes on behind is still there, without giving it again", async () => {
    for (const isBatched of [true, false]) {
      const topic = await newTopic();
      await broker.writeTopic(topic, messagesOf("m", 4), { isBatched });
      const all = await readAll({ topic, start: { at: "earliest" } });
      for (const [index, { id }] of all.slice(0, -1).entries()) {
        const reader = await client.createReader({ topic, start: { after: id, isExpected: true } });
        expect(await drain(reader)).toEqual(all.slice(index + 1));
        expect(reader.hasFoundStart).toBe(true);
      }
      const gone = { ...idOf(all[0]), ledgerId: idOf(all[0]).ledgerId - 1n };
      const reader = await client.createReader({ topic, start: { after: gone, isExpected: true } });
      expect(await drain(reader)).toEqual(all);
      expect(reader.hasFoundStart).toBe(false);
    }
  });

  async function clientAs(role: string): Promise<PulsarClient> {
    const authentication = { type: "token" as const, token: () => broker.tokenFor(role) };
    return openPulsarClient(clientOptions(broker.serviceUrl, { authentication }));
  }

  async function newTopic(): Promise<string> {
    const name = `topic-${++topics}`;
    await broker.admin("PUT", `/persistent/${namespace}/${name}`);
    return `persistent://${namespace}/${name}`;
  }

  async function readAll(options: ReaderOptions): Promise<IncomingMessage[]> {
    const reader = await client.createReader(options);
    try {
      return await drain(reader);
    } finally {
      await reader.close();
    }
  }

  async function compact(topic: string): Promise<void> {
    const route = `/${topic.replace("://", "/")}/compaction`;
    await broker.admin("PUT", route);
    await expect
      .poll(async () => (await broker.admin("GET", route)).body, { timeout: 60_000 })
      .toMatchObject({ status: "SUCCESS" });
  }
});

async function drain(reader: Reader): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = [];
  for (let message = await reader.next(); message !== null; message = await reader.next())
    messages.push(message);
  return messages;
}

function messagesOf(name: string, count: number): { value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ value: `${name}-${index}` }));
}

function text(value: Uint8Array | null): string | null {
  return value === null ? null : Buffer.from(value).toString();
}

function idOf(message: IncomingMessage | undefined): IncomingMessage["id"] {
  if (message === undefined) throw new Error("There is no such message.");
  return message.id;
}

function comparable({ id, producerName, sequenceId, key, properties, value }: IncomingMessage) {
  const places = [id.ledgerId, id.entryId, id.partition, ...(id.batchIndex < 0 ? [] : [id.batchIndex])];
  const payload = value === null ? null : Buffer.from(value).toString("base64");
  return { id: places.join(":"), producer: producerName, sequenceId, key, properties, value: payload };
}
