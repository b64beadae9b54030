import { randomBytes } from "node:crypto";
import avro from "avsc";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { ConfigError, FencedError } from "../errors";
import { openPulsarClient } from "./client";
import { MessageTooLargeError } from "./errors";
import { javaStringHash, murmur3Hash } from "./key-hashing";
import { clientOptions } from "./testing/client-options";
import type {
  Authentication,
  ClientOptions,
  Compression,
  ProducerOptions,
  PulsarClient,
  TopicSchema,
} from "./types";

const definition = {
  type: "record",
  name: "Person",
  fields: [
    { name: "id", type: "long" },
    { name: "name", type: ["null", "string"], default: null },
  ],
} as const;
const person = avro.Type.forSchema(definition as never);
const schemaOf = (text: object, type: TopicSchema["type"] = "avro"): TopicSchema => ({
  name: "",
  type,
  definition: Buffer.from(JSON.stringify(text)),
  properties: {},
});
const schema = schemaOf(definition);
const encode = (id: number, name: string | null) => person.toBuffer({ id, name });

describeWithPulsar("a producer, as Pulsar's Java client reads it", () => {
  let broker: TestBroker;
  let namespace: string;
  const clients: PulsarClient[] = [];
  let topics = 0;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  afterAll(() => broker.dropNamespace(namespace));

  const newTopic = () => `persistent://${namespace}/t${++topics}`;
  const routeOf = (topic: string) => topic.replace("://", "/");
  const token = (role = "admin"): Authentication => ({ type: "token", token: () => broker.tokenFor(role) });

  async function connect(more: Partial<ClientOptions> = {}, serviceUrl = broker.serviceUrl) {
    const options = clientOptions(serviceUrl, { authentication: token(), ...more });
    const client = await openPulsarClient(options);
    clients.push(client);
    return Object.assign(client, { lines: options.lines });
  }
  async function produce(options: ProducerOptions, more: Partial<ClientOptions> = {}) {
    return (await connect(more)).createProducer(options);
  }

  it.each<Compression>(["none", "lz4", "zlib", "zstd", "snappy"])(
    "writes Avro in batches with %s",
    async (compression) => {
      const topic = newTopic();
      const producer = await produce({ topic, schema, compression, name: "p" });
      for (let id = 0; id < 2_500; id++) await producer.send({ value: encode(id, `name ${id % 7}`) });
      await producer.flush();
      const messages = await broker.readTopic(topic);
      expect(messages.map(({ value }) => value)).toEqual(
        Array.from({ length: 2_500 }, (_, id) => ({ id, name: `name ${id % 7}` })),
      );
      expect(messages[0]).toMatchObject({
        producer: "p",
        schemaType: "AVRO",
        schemaVersion: "0",
        sequenceId: 0n,
      });
      expect(messages.at(-1)?.sequenceId).toBe(2_499n);
      expect(new Set(messages.map(({ id }) => id.split(":")[1])).size).toBe(3);
    },
  );

  it.each([
    ["in a batch", 1_000],
    ["by themselves", 1],
  ])("keeps keys, properties, times, empty values and tombstones of messages %s", async (_, maxMessages) => {
    const topic = newTopic();
    const batching = { maxMessages, maxBytes: 128 * 1024, maxDelayMs: 10 };
    const firstSequenceIds = new Map([[0, 2n ** 40n - 1n]]);
    const producer = await produce({ topic, batching, firstSequenceIds, compression: "lz4" });
    const properties = Object.freeze({ größe: "ü".repeat(100), empty: "" });
    await producer.send({
      value: Buffer.from("one"),
      key: "schlüssel",
      properties,
      eventTimeMs: 1_700_000_000_123,
    });
    await producer.send({ value: Buffer.from("two"), properties: { a: "1" }, orderingKey: Buffer.from("o") });
    await producer.send({ value: null, key: "schlüssel", properties });
    await producer.send({ value: new Uint8Array(0) });
    await producer.flush();
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    expect(await broker.readTopic(topic)).toMatchObject([
      {
        key: "schlüssel",
        properties,
        eventTimeMs: 1_700_000_000_123,
        value: base64("one"),
        sequenceId: 2n ** 40n - 1n,
        schemaVersion: null,
      },
      { key: null, properties: { a: "1" }, eventTimeMs: null, value: base64("two"), sequenceId: 2n ** 40n },
      { key: "schlüssel", properties, value: null },
      { key: null, properties: {}, value: null, sequenceId: 2n ** 40n + 2n },
    ]);
  });

  it("sends what waits in a batch after its delay, without a flush", async () => {
    const topic = newTopic();
    const batching = { maxMessages: 1_000, maxBytes: 1_000_000, maxDelayMs: 20 };
    const producer = await produce({ topic, batching });
    await producer.send({ value: Buffer.from("a") });
    await expect.poll(() => producer.lastMessageIds().get(0)).toMatchObject({ partition: -1, batchIndex: 0 });
    await expect.poll(async () => (await broker.readTopic(topic)).length).toBe(1);
  });

  it.each<Compression>(["none", "zlib"])(
    "writes a message of 8 MB in chunks, with %s",
    async (compression) => {
      const topic = newTopic();
      const producer = await produce({ topic, chunking: true, compression });
      const value = randomBytes(8 * 1024 * 1024);
      await producer.send({ value: Buffer.from("before") });
      await producer.send({ value, key: "k" });
      await producer.send({ value: Buffer.from("after") });
      await producer.flush();
      const messages = await broker.readTopic(topic);
      expect(messages.map(({ sequenceId }) => sequenceId)).toEqual([0n, 1n, 2n]);
      expect(messages[1]?.value === value.toString("base64")).toBe(true);
      expect(messages[1]?.key).toBe("k");
    },
  );

  it("refuses what is above the broker's limit, and goes on with the next", async () => {
    const topic = newTopic();
    const producer = await produce({ topic });
    const send = (bytes: number) => producer.send({ value: randomBytes(bytes) });
    const least = 1024 + 200; // what is left to the broker, and what the metadata may take
    await send(5 * 1024 * 1024 - least);
    expect(() => send(5 * 1024 * 1024 - 1024)).toThrow(MessageTooLargeError);
    await send(10);
    await producer.flush();
    const messages = await broker.readTopic(topic);
    expect(messages.map(({ sequenceId }) => sequenceId)).toEqual([0n, 1n]);
  });

  it("registers JSON and key-value schemas", async () => {
    const topics = [newTopic(), newTopic()] as const;
    const json = await produce({ topic: topics[0], schema: schemaOf(definition, "json") });
    await json.send({ value: Buffer.from('{"id":1,"name":"a"}') });
    await json.flush();
    expect(await broker.readTopic(topics[0])).toMatchObject([
      { schemaType: "JSON", schemaVersion: "0", value: { id: 1, name: "a" } },
    ]);
    const pair = ["", ""].map(() => Buffer.from(JSON.stringify(definition)));
    const framed = pair.flatMap((bytes) => [lengthOf(bytes), bytes]);
    const keyValue = await produce({
      topic: topics[1],
      schema: {
        name: "",
        type: "key_value",
        definition: Buffer.concat(framed),
        properties: {
          "key.schema.name": "",
          "key.schema.type": "AVRO",
          "key.schema.properties": "{}",
          "value.schema.name": "",
          "value.schema.type": "AVRO",
          "value.schema.properties": "{}",
          "kv.encoding.type": "INLINE",
        },
      },
    });
    expect(keyValue.schemaVersion).not.toBeNull();
    const [key, value] = [encode(1, "k"), encode(2, null)];
    await keyValue.send({ value: Buffer.concat([lengthOf(key), key, lengthOf(value), value]) });
    await keyValue.flush();
    expect(await broker.readTopic(topics[1])).toMatchObject([{ schemaType: "KEY_VALUE" }]);
  });

  it("gives each version of a schema its number, and refuses one that does not fit", async () => {
    const topic = newTopic();
    const wider = {
      ...definition,
      fields: [...definition.fields, { name: "age", type: ["null", "int"], default: null }],
    };
    const first = await produce({ topic, schema });
    const second = await produce({ topic, schema: schemaOf(wider) });
    const again = await produce({ topic, schema });
    await first.send({ value: encode(1, "a") });
    await first.flush();
    await second.send({
      value: avro.Type.forSchema(wider as never).toBuffer({ id: 2, name: null, age: 3 }),
    });
    await second.flush();
    expect(again.schemaVersion).toEqual(first.schemaVersion);
    expect((await broker.readTopic(topic)).map(({ schemaVersion, value }) => [schemaVersion, value])).toEqual(
      [
        ["0", { id: 1, name: "a" }],
        ["1", { id: 2, name: null, age: 3 }],
      ],
    );
    const other = { ...definition, fields: [{ name: "id", type: "string" }] };
    const refused = produce({ topic, schema: schemaOf(other) });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(/\(18\)\. The broker's compatibility rules/);
    await expect(produce({ topic, schema: schemaOf({ type: "nonsense" }) })).rejects.toThrow(ConfigError);
  });

  it.each(["java_string_hash", "murmur3_32"] as const)(
    "sends a key of a topic with 8 partitions where Java clients do, in order: %s",
    async (hashing) => {
      const topic = newTopic();
      expect((await broker.admin("PUT", `/${routeOf(topic)}/partitions`, 8)).status).toBe(204);
      const producer = await produce({ topic, hashing, name: "p" });
      const hash = hashing === "murmur3_32" ? murmur3Hash : javaStringHash;
      for (let index = 0; index < 400; index++)
        await producer.send({ value: Buffer.from(String(index)), key: `key ${index % 40}` });
      await producer.flush();
      const messages = await broker.readTopic(topic);
      expect(messages).toHaveLength(400);
      for (const { key, topic: at, producer: name } of messages) {
        expect(at).toMatch(new RegExp(`-partition-${hash(key ?? "") % 8}$`));
        expect(name).toBe(at.replace(topic, "p"));
      }
      for (let key = 0; key < 40; key++) {
        const ofKey = messages.filter((message) => message.key === `key ${key}`);
        const values = ofKey.map(({ value }) => Number(Buffer.from(value as string, "base64").toString()));
        expect(values).toEqual(Array.from({ length: 10 }, (_, index) => key + 40 * index));
      }
      expect([...producer.lastMessageIds().keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    },
  );

  it("has each key where Pulsar's own client has it", async () => {
    const topic = newTopic();
    await broker.admin("PUT", `/${routeOf(topic)}/partitions`, 8);
    const keys = ["", "a", "schlüssel", "😀", ...Array.from({ length: 50 }, (_, index) => `key ${index}`)];
    await broker.writeTopic(
      topic,
      keys.map((key) => ({ value: "theirs", key })),
    );
    const producer = await produce({ topic });
    for (const key of keys) await producer.send({ value: Buffer.from("ours"), key });
    await producer.flush();
    const partitions = new Map(keys.map((key) => [key, [] as string[]]));
    for (const { key, topic: at } of await broker.readTopic(topic)) partitions.get(key ?? "?")?.push(at);
    for (const [first, second, ...more] of partitions.values()) {
      expect(first).toBeDefined();
      expect(second).toBe(first);
      expect(more).toEqual([]);
    }
  });

  it("spreads messages without a key over all partitions", async () => {
    const topic = newTopic();
    await broker.admin("PUT", `/${routeOf(topic)}/partitions`, 4);
    const producer = await produce({
      topic,
      batching: { maxMessages: 10, maxBytes: 10_000, maxDelayMs: 1_000 },
    });
    for (let index = 0; index < 400; index++) await producer.send({ value: Buffer.from(String(index)) });
    await producer.flush();
    const counts = new Map<string, number>();
    for (const { topic: at } of await broker.readTopic(topic)) counts.set(at, (counts.get(at) ?? 0) + 1);
    expect([...counts.values()]).toEqual([100, 100, 100, 100]);
  });

  it("goes on where it was when its topic is unloaded, with nothing lost or doubled or out of order", async () => {
    const topic = newTopic();
    await broker.admin("POST", `/namespaces/${namespace}/deduplication`, true);
    await broker.admin("PUT", `/${routeOf(topic)}`);
    const client = await connect();
    const producer = await client.createProducer({ topic, name: "steady" });
    // A policy of a namespace comes to its topics a little later.
    await expect
      .poll(async () => (await broker.admin("GET", `/${routeOf(topic)}/stats`)).body)
      .toMatchObject({ deduplicationStatus: "Enabled" });
    for (let index = 0; index < 30_000; index++) {
      await producer.send({ value: Buffer.from(String(index)) });
      if (index % 10_000 === 5_000)
        expect((await broker.admin("PUT", `/${routeOf(topic)}/unload`)).status).toBeLessThan(300);
    }
    await producer.flush();
    const values = (await broker.readTopic(topic)).map(({ value }) =>
      Number(Buffer.from(value as string, "base64").toString()),
    );
    expect(values).toEqual(Array.from({ length: 30_000 }, (_, index) => index));
    expect(client.lines.some(({ message }) => message.includes("connects again"))).toBe(true);
    const later = await client.createProducer({ topic, name: "later" });
    expect(later.lastSequenceId).toBe(-1n);
    await producer.close();
    await expect
      .poll(async () => (await client.createProducer({ topic, name: "steady" })).lastSequenceId)
      .toBe(29_999n);
  });

  it("writes on topics that are not persistent", async () => {
    const producer = await produce({ topic: newTopic().replace("persistent", "non-persistent") });
    await producer.send({ value: Buffer.from("a") });
    await producer.flush();
    expect(producer.lastMessageIds().size).toBeLessThanOrEqual(1);
  });

  it("fails for good when its topic is terminated", async () => {
    const topic = newTopic();
    const producer = await produce({ topic });
    await producer.send({ value: Buffer.from("a") });
    await producer.flush();
    await broker.admin("POST", `/${routeOf(topic)}/terminate`);
    const sendAgain = async () => {
      await producer.send({ value: Buffer.from("b") });
      await producer.flush();
    };
    await expect(sendAgain()).rejects.toThrow(ConfigError);
    await expect(producer.flush()).rejects.toThrow(/terminated/);
    expect(() => producer.send({ value: Buffer.from("c") })).toThrow(ConfigError);
  });

  it.each(["exclusive", "exclusive_with_fencing"] as const)(
    "with %s is thrown out by one that fences",
    async (access) => {
      const topic = newTopic();
      const first = await produce({ topic, access });
      await expect(produce({ topic, access: "exclusive" })).rejects.toThrow(FencedError);
      await expect(produce({ topic }, { operationTimeoutMs: 500 })).rejects.toThrow(/the topic for itself/);
      const second = await produce({ topic, access: "exclusive_with_fencing" });
      await second.send({ value: Buffer.from("second") });
      await second.flush();
      const lost = async () => {
        await first.send({ value: Buffer.from("first") });
        await first.flush();
      };
      await expect(lost()).rejects.toThrow(FencedError);
      await second.send({ value: Buffer.from("second again") });
      await second.flush();
      const values = (await broker.readTopic(topic)).map(({ value }) =>
        Buffer.from(String(value), "base64").toString(),
      );
      expect(values).toEqual(["second", "second again"]);
    },
  );

  it("keeps its exclusive place when its topic is unloaded", async () => {
    const topic = newTopic();
    const producer = await produce({ topic, access: "exclusive_with_fencing" });
    for (const text of ["before", "after"]) {
      await producer.send({ value: Buffer.from(text) });
      await producer.flush();
      await broker.admin("PUT", `/${routeOf(topic)}/unload`);
    }
    await producer.send({ value: Buffer.from("at last") });
    await producer.flush();
    expect(await broker.readTopic(topic)).toHaveLength(3);
    await expect(produce({ topic, access: "exclusive" })).rejects.toThrow(FencedError);
  });

  it("waits for its place until the one before has gone", async () => {
    const topic = newTopic();
    const first = await produce({ topic, access: "exclusive" });
    let isOpen = false;
    const waiting = produce({ topic, access: "wait_for_exclusive" }).then((producer) => {
      isOpen = true;
      return producer;
    });
    await expect(produce({ topic, access: "exclusive" })).rejects.toThrow(FencedError);
    expect(isOpen).toBe(false);
    await first.close();
    const second = await waiting;
    await second.send({ value: Buffer.from("mine") });
    await second.flush();
    expect(await broker.readTopic(topic)).toHaveLength(1);
  });

  it("says that a namespace is missing, and that a name is none", async () => {
    await expect(produce({ topic: "persistent://public/no-such-namespace/t" })).rejects.toThrow(/Create it/);
    await expect(produce({ topic: "t" })).rejects.toThrow(/"t" is no name of a topic/);
  });
});

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
