import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../errors";
import { openPulsarClient } from "./client";
import { encodeMessage } from "./codec";
import { clientOptions } from "./testing/client-options";
import { MockBroker } from "./testing/mock-broker";
import { StoredTopic } from "./testing/stored-topic";
import type { PulsarClient, Reader, ReaderOptions } from "./types";

const topic = "persistent://public/default/orders";
let broker: MockBroker;
let stored: StoredTopic;
let clients: PulsarClient[];

beforeEach(async () => {
  broker = await MockBroker.start();
  stored = new StoredTopic(broker);
  clients = [];
});

afterEach(async () => {
  for (const client of clients) await client.close();
  await broker.stop();
});

describe("a reader whose connection is lost", () => {
  it("goes on behind what has arrived, wherever it was cut", async () => {
    stored.entries.push(
      ...["a", "b"].map((payload) => ({ metadata: {}, payload })),
      { metadata: { numMessagesInBatch: 3 }, payload: batchOf("c", "d", "e") },
      ...["f", "g"].map((payload) => ({ metadata: {}, payload })),
    );
    for (let place = 0; place < stored.entries.length; place++) {
      cutOnceBehind(place);
      expect(await textsOf(await open())).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    }
  });

  it("loses no message whose chunks had begun, also where others came to their end between them", async () => {
    const [one, two] = [stored.chunksOf("p", "abc"), stored.chunksOf("q", "xyz")];
    for (const [index, chunk] of one.entries()) stored.entries.push(chunk, ...two.slice(index, index + 1));
    stored.entries.splice(3, 0, { metadata: { producerName: "r" }, payload: "plain" });
    for (let place = 0; place < stored.entries.length; place++) {
      cutOnceBehind(place);
      expect(await textsOf(await open())).toEqual(["plain", "abc", "xyz"]);
    }
  });

  it("goes on when it is the broker that closes it", async () => {
    stored.entries.push(...["a", "b", "c"].map((payload) => ({ metadata: {}, payload })));
    let isClosed = false;
    stored.afterSending = (entry, cut) => {
      if (entry !== 1 || isClosed) return;
      isClosed = true;
      cut();
    };
    expect(await textsOf(await open())).toEqual(["a", "b", "c"]);
    expect(broker.allOf("subscribe")).toHaveLength(2);
  });
});

describe("a reader that begins behind a message", () => {
  it("reads those whose first chunk stands in front of it from the topic's begin", async () => {
    const [first, second, third] = stored.chunksOf("p", "abc");
    const plain = { metadata: { producerName: "q" }, payload: "plain" };
    stored.entries.push(plain, ...[first, plain, second, third].flatMap((entry) => entry ?? []), plain);
    const after = { ledgerId: 1n, entryId: 2n, partition: -1, batchIndex: -1 };
    expect(await textsOf(await open({ start: { after } }))).toEqual(["abc", "plain"]);
  });

  it("leaves out a message whose first chunk is not there any more, and does not look for it again and again", async () => {
    stored.entries.push(...stored.chunksOf("p", "abc").slice(1), { metadata: {}, payload: "plain" });
    const after = { ledgerId: 1n, entryId: -1n, partition: -1, batchIndex: -1 };
    expect(await textsOf(await open({ start: { after } }))).toEqual(["plain"]);
    expect(broker.allOf("subscribe")).toHaveLength(2);
  });

  it("begins within a batch with the next one of it", async () => {
    stored.entries.push({ metadata: { numMessagesInBatch: 3 }, payload: batchOf("a", "b", "c") });
    const after = { ledgerId: 1n, entryId: 0n, partition: -1, batchIndex: 1 };
    expect(await textsOf(await open({ start: { after } }))).toEqual(["c"]);
  });
});

describe("what a reader cannot read", () => {
  it.each([
    ["a wrong checksum", {}, /checksum/],
    ["a compression that nobody knows", { compression: 9 }, /its compression, 9, is not known/],
    ["what is encrypted", { encryptionAlgorithm: "RSA" }, /it is encrypted/],
    ["compressed bytes that are none", { compression: 2, uncompressedSize: 5 }, /cannot be read/],
    ["a batch that is cut off", { numMessagesInBatch: 2 }, /cannot be read/],
  ])("is told with the message's id: %s", async (kind, metadata, why) => {
    stored.entries.push(
      { metadata: {}, payload: "good" },
      { metadata, payload: "broken" },
      { metadata: {}, payload: "behind" },
    );
    if (kind === "a wrong checksum") spoil(1);
    const reader = await open();
    expect(Buffer.from((await reader.next())?.value ?? "").toString()).toBe("good");
    for (let attempt = 0; attempt < 2; attempt++) {
      const reading = reader.next();
      await expect(reading).rejects.toThrow(ConfigError);
      await expect(reading).rejects.toThrow(why);
      await expect(reading).rejects.toThrow(/The message 1:1 of persistent:\/\/public\/default\/orders/);
    }
  });

  it("is passed over with its reason where that is asked for, each message of a batch by itself", async () => {
    stored.entries.push(
      { metadata: {}, payload: "good" },
      { metadata: { encryptionAlgorithm: "RSA", numMessagesInBatch: 2 }, payload: "broken" },
      { metadata: { compression: 9 }, payload: "broken" },
      { metadata: {}, payload: "behind" },
    );
    const reader = await open({ unreadable: "tell" });
    const told: (string | undefined)[][] = [];
    for (let message = await reader.next(); message !== null; message = await reader.next())
      told.push([
        `${message.id.entryId}:${message.id.batchIndex}`,
        message.fault ?? Buffer.from(message.value ?? "").toString(),
      ]);
    expect(told).toEqual([
      ["0:-1", "good"],
      ["1:0", "it is encrypted"],
      ["1:1", "it is encrypted"],
      ["2:-1", "its compression, 9, is not known"],
      ["3:-1", "behind"],
    ]);
  });

  it("is a message that was announced and does not come: that may pass", async () => {
    stored.last = 0;
    const reader = await open({}, 300);
    await expect(reader.next()).rejects.toThrow(TransientError);
  });

  it("is the broker's own mark of a transaction: it is passed over", async () => {
    stored.entries.push(
      { metadata: { markerType: 22 } },
      { metadata: {}, payload: "a" },
      { metadata: { markerType: 21 } },
    );
    expect(await textsOf(await open())).toEqual(["a"]);
  });
});

describe("a reader that nobody reads from", () => {
  it("lets the broker send no more than its permits", async () => {
    const payload = "x".repeat(1024 * 1024);
    for (let count = 0; count < 200; count++) stored.entries.push({ metadata: {}, payload });
    let sent = 0;
    stored.afterSending = () => void sent++;
    const reader = await open();
    await expect.poll(() => sent).toBe(100);
    expect(await textsOf(reader)).toHaveLength(200);
  });

  it("leaves a broker that sends far more than it may, and comes back for the rest", async () => {
    stored.isPatient = false;
    const payload = "x".repeat(1024 * 1024);
    for (let count = 0; count < 150; count++) stored.entries.push({ metadata: {}, payload });
    const reader = await open();
    await expect.poll(() => broker.allOf("closeConsumer").length).toBe(1);
    expect(await textsOf(reader)).toHaveLength(150);
    expect(broker.allOf("subscribe").length).toBeGreaterThan(1);
  });
});

async function open(more: Partial<ReaderOptions> = {}, operationTimeoutMs = 20_000): Promise<Reader> {
  const client = await openPulsarClient(clientOptions(broker.url, { operationTimeoutMs }));
  clients.push(client);
  return client.createReader({ topic, start: { at: "earliest" }, ...more });
}

function cutOnceBehind(place: number): void {
  let isDone = false;
  stored.afterSending = (entry, cut) => {
    if (entry !== place || isDone) return;
    isDone = true;
    cut();
  };
}

/** One bit of the entry's frame is another one on its way. */
function spoil(place: number): void {
  const frameOf = stored.frameOf.bind(stored);
  stored.frameOf = (entry, consumerId, entryId) => {
    const frame = frameOf(entry, consumerId, entryId);
    if (entryId === place) frame.writeUInt8((frame.at(-1) ?? 0) ^ 1, frame.length - 1);
    return frame;
  };
}

function batchOf(...values: string[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const single = encodeMessage("SingleMessageMetadata", { payloadSize: value.length });
      const length = Buffer.alloc(4);
      length.writeUInt32BE(single.length);
      return Buffer.concat([length, single, Buffer.from(value)]);
    }),
  );
}

async function textsOf(reader: Reader): Promise<string[]> {
  const texts: string[] = [];
  for (let message = await reader.next(); message !== null; message = await reader.next())
    texts.push(Buffer.from(message.value ?? "").toString());
  return texts;
}
