import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../errors";
import { openPulsarClient } from "./client";
import { javaStringHash } from "./key-hashing";
import { clientOptions } from "./testing/client-options";
import { MockBroker } from "./testing/mock-broker";
import type { ClientOptions, Producer, ProducerOptions, PulsarClient } from "./types";

const topic = "persistent://public/default/t";
const minuteMs = 60_000;
const batching = { maxMessages: 2, maxBytes: 10_000, maxDelayMs: minuteMs };

let broker: MockBroker;
let partitions: number;
const clients: PulsarClient[] = [];
beforeEach(async () => {
  broker = await MockBroker.start();
  partitions = 4;
  broker.on("partitionMetadata", ({ requestId }, peer) =>
    peer.send("partitionMetadataResponse", { requestId, partitions }),
  );
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await broker.stop();
});

async function produce(options: Partial<ProducerOptions> = {}, more: Partial<ClientOptions> = {}) {
  const client = await openPulsarClient(clientOptions(broker.url, more));
  clients.push(client);
  return client.createProducer({ topic, batching, name: "p", ...options });
}

/** A clock whose minutes pass when they are told to. */
function steppedClock() {
  const real = clientOptions("").clock;
  const waiting: (() => void)[] = [];
  const sleep = (ms: number, signal?: AbortSignal) =>
    ms === minuteMs ? new Promise<void>((resolve) => waiting.push(resolve)) : real.sleep(ms, signal);
  return {
    clock: { now: real.now, sleep },
    pass: () => {
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

/** How many messages each partition was sent, by the topic that its producer was opened on. */
function countsByPartition(): Record<string, number> {
  const topics = new Map(broker.allOf("producer").map((opened) => [opened.producerId, opened.topic]));
  const counts: Record<string, number> = {};
  for (const { fields } of broker.sent) {
    const partition = topics.get(fields.producerId)?.replace(`${topic}-partition-`, "") ?? "?";
    counts[partition] = (counts[partition] ?? 0) + (fields.numMessages ?? 1);
  }
  return counts;
}

describe("a producer on partitions", () => {
  it("opens one on each, with the partition in its name", async () => {
    const producer = await produce();
    expect(producer).toMatchObject({ topic, name: "p" });
    const opened = broker.allOf("producer").map((one) => [one.topic, one.producerName]);
    expect(opened.sort()).toEqual([0, 1, 2, 3].map((n) => [`${topic}-partition-${n}`, `p-partition-${n}`]));
  });

  it("opens none where one cannot be opened", async () => {
    broker.on("producer", ({ requestId, topic: at, producerName = "" }, peer) => {
      if (at.endsWith("-2")) peer.send("error", { requestId, error: 18, message: "no" });
      else peer.send("producerSuccess", { requestId, producerName });
    });
    await expect(produce()).rejects.toThrow(ConfigError);
    await vi.waitFor(() => expect(broker.allOf("closeProducer")).toHaveLength(3));
  });

  it("gives whole batches to one partition after the other where there are no keys", async () => {
    const producer = await produce();
    for (let index = 0; index < 16; index++) await producer.send({ value: Buffer.from("x") });
    await producer.flush();
    expect(countsByPartition()).toEqual({ 0: 4, 1: 4, 2: 4, 3: 4 });
    expect(broker.sent.every(({ fields }) => fields.numMessages === 2)).toBe(true);
  });

  it("goes on at the partition where the one of the same name stood at these sequence ids", async () => {
    const pack = (producer: Producer, count: number) => {
      for (let index = 0; index < count; index++) {
        producer.packer.begin(null);
        producer.packer.end(null);
      }
      return producer.packer.take(true);
    };
    const sendAll = async (producer: Producer, counts: number[]) => {
      const partitionOf: number[] = [];
      for (const batch of counts.flatMap((count) => pack(producer, count))) {
        partitionOf.push(batch.partition);
        await producer.sendBatch(batch);
      }
      await producer.flush();
      return partitionOf;
    };
    const first = await produce();
    await sendAll(first, [5, 3]);
    const firstSequenceIds = first.nextSequenceIds();
    const rest = await sendAll(first, [7, 2]);
    const again = await produce({ firstSequenceIds });
    expect(await sendAll(again, [7, 2])).toEqual(rest);
    expect(again.nextSequenceIds()).toEqual(first.nextSequenceIds());
  });

  it("gives everything without a key to one partition where it is told to", async () => {
    const producer = await produce({ routing: "single_partition" });
    for (let index = 0; index < 10; index++) await producer.send({ value: Buffer.from("x") });
    await producer.flush();
    expect(Object.values(countsByPartition())).toEqual([10]);
  });

  it("tells the last message of each partition", async () => {
    const producer = await produce();
    await producer.send({ value: Buffer.from("x"), key: "a" });
    await producer.flush();
    const partition = javaStringHash("a") % 4;
    expect([...producer.lastMessageIds()]).toEqual([
      [partition, { ledgerId: 1n, entryId: 0n, partition, batchIndex: 0 }],
    ]);
  });

  it("writes on partitions that were added, with keys where other clients put them then", async () => {
    const { clock, pass } = steppedClock();
    const producer = await produce({}, { clock });
    partitions = 8;
    pass();
    await vi.waitFor(() => expect(broker.allOf("producer")).toHaveLength(8));
    const key = ["a", "b", "c", "d", "e", "f", "g"].find((one) => javaStringHash(one) % 8 >= 4) ?? "";
    await vi.waitFor(async () => {
      await producer.send({ value: Buffer.from("x"), key });
      await producer.flush();
      expect(countsByPartition()).toHaveProperty(String(javaStringHash(key) % 8));
    });
  });

  it("goes on with those it has where the number cannot be asked for", async () => {
    const { clock, pass } = steppedClock();
    const producer = await produce({}, { clock });
    broker.on("partitionMetadata", ({ requestId }, peer) =>
      peer.send("error", { requestId, error: 4, message: "no right" }),
    );
    pass();
    await vi.waitFor(() => expect(broker.allOf("partitionMetadata")).toHaveLength(2));
    await producer.send({ value: Buffer.from("x") });
    await producer.flush();
    expect(broker.sent).toHaveLength(1);
  });

  it("ends as a whole when one of its partitions takes no more", async () => {
    const producer = await produce();
    broker.on("send", ({ producerId, sequenceId }, peer) =>
      peer.send("sendError", { producerId, sequenceId, error: 15, message: "terminated" }),
    );
    await producer.send({ value: Buffer.from("x"), key: "a" });
    await expect(producer.flush()).rejects.toThrow(ConfigError);
    for (const key of ["a", "b", "c", "d"])
      expect(() => producer.send({ value: Buffer.from("x"), key })).toThrow(/terminated/);
    await expect(producer.flush()).rejects.toThrow(/terminated/);
  });
});
