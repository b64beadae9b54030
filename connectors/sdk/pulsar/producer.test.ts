import { beforeEach, describe, expect, it } from "vitest";
import { AuthError, ConfigError, FencedError } from "../errors";
import { alone, topic, createProducerLab, until, value } from "./testing/producer-lab";
import { SteppedClock } from "./testing/stepped-clock";
import type { Transaction } from "./types";

const lab = createProducerLab();

describe("opening", () => {
  it("says who produces, with which schema and properties", async () => {
    const schema = {
      name: "s",
      type: "avro" as const,
      definition: Buffer.from("{}"),
      properties: { a: "b" },
    };
    await lab.produce({ name: "p", schema, properties: { run: "1" }, access: "exclusive" });
    expect(lab.broker.allOf("producer")).toMatchObject([
      {
        topic,
        producerName: "p",
        isUserProvidedProducerName: true,
        accessMode: 1,
        epoch: 0n,
        metadata: [{ key: "run", value: "1" }],
        schema: { name: "s", type: 4, properties: [{ key: "a", value: "b" }] },
      },
    ]);
  });

  it("takes the name that the broker gives, and keeps it when it comes back", async () => {
    const producer = await lab.produce();
    expect(producer.name).toBe("given-by-the-broker");
    lab.broker.cutAll();
    await until(() => expect(lab.broker.allOf("producer")).toHaveLength(2));
    const [first, again] = lab.broker.allOf("producer");
    expect(first).not.toHaveProperty("producerName");
    expect(again).toMatchObject({
      producerName: "given-by-the-broker",
      isUserProvidedProducerName: false,
      epoch: 1n,
      producerId: first?.producerId,
    });
  });

  it("is tried again where the name is still in use", async () => {
    lab.broker.once("producer", ({ requestId }, peer) =>
      peer.send("error", { requestId, error: 16, message: "name in use" }),
    );
    await lab.produce();
    expect(lab.broker.allOf("producer")).toHaveLength(2);
  });

  it.each([
    [18, ConfigError],
    [15, ConfigError],
    [7, ConfigError],
    [4, AuthError],
    [25, FencedError],
  ])("fails at once where the broker refuses for good: %i", async (error, kind) => {
    lab.broker.on("producer", ({ requestId }, peer) =>
      peer.send("error", { requestId, error, message: "no" }),
    );
    await expect(lab.produce()).rejects.toThrow(kind);
    expect(lab.broker.allOf("producer")).toHaveLength(1);
  });

  it("waits for an exclusive place longer than any operation", async () => {
    let serve = () => undefined as void;
    lab.broker.on("producer", ({ requestId }, peer) => {
      const success = { requestId, producerName: "p", topicEpoch: 3n };
      peer.send("producerSuccess", { ...success, isProducerReady: false });
      serve = () => peer.send("producerSuccess", { ...success, isProducerReady: true });
    });
    const clock = new SteppedClock();
    const operationTimeoutMs = 1000;
    const opening = lab.produce(
      { access: "wait_for_exclusive" },
      { clock, operationTimeoutMs, keepAliveMs: 60_000 },
    );
    await until(() => {
      expect(lab.broker.allOf("producer")).toHaveLength(1);
      expect(clock.sleeping).not.toContain(operationTimeoutMs); // it has heard that it is to wait
    });
    await clock.pass(50_000);
    serve();
    expect((await opening).name).toBe("p");
    expect(lab.broker.allOf("producer")).toHaveLength(1);
  });

  it("counts on from the last sequence id of the name, or from where it is told to", async () => {
    lab.broker.on("producer", ({ requestId }, peer) =>
      peer.send("producerSuccess", { requestId, producerName: "p", lastSequenceId: 41n }),
    );
    const counted = await lab.produce();
    expect(counted.lastSequenceId).toBe(41n);
    await counted.send(value("a"));
    const told = await lab.produce({ firstSequenceIds: new Map([[0, 7n]]) });
    await told.send(value("b"));
    await Promise.all([counted.flush(), told.flush()]);
    expect(lab.sentIds().sort()).toEqual([42, 7]);
    expect([counted, told].map((producer) => producer.nextSequenceIds().get(0))).toEqual([43n, 8n]);
  });

  it("takes a batch apart of which the broker has a part, and leaves the others whole", async () => {
    lab.broker.on("producer", ({ requestId }, peer) =>
      peer.send("producerSuccess", { requestId, producerName: "p", lastSequenceId: 4n }),
    );
    const batching = { maxMessages: 3, maxBytes: 10_000, maxDelayMs: 60_000 };
    const producer = await lab.produce({ batching, firstSequenceIds: new Map([[0, 0n]]) });
    for (let index = 0; index < 9; index++) {
      producer.packer.begin(null);
      producer.packer.end(null);
    }
    for (const batch of producer.packer.take(true)) await producer.sendBatch(batch);
    await producer.flush();
    expect(lab.sentIds()).toEqual([0, 3, 4, 5, 6]);
  });
});

describe("batching", () => {
  const sizes = () => lab.broker.sent.map(({ fields }) => fields.numMessages ?? 1);

  it("sends at so many messages, and the rest at a flush", async () => {
    const producer = await lab.produce({
      batching: { maxMessages: 3, maxBytes: 10_000, maxDelayMs: 60_000 },
    });
    for (let index = 0; index < 7; index++) await producer.send(value("x"));
    await producer.flush();
    expect(sizes()).toEqual([3, 3, 1]);
    expect(lab.sentIds()).toEqual([0, 3, 6]);
  });

  it("sends at so many bytes", async () => {
    const producer = await lab.produce({
      batching: { maxMessages: 100, maxBytes: 1_000, maxDelayMs: 60_000 },
    });
    for (let index = 0; index < 4; index++) await producer.send(value("x".repeat(600)));
    await producer.flush();
    expect(sizes()).toEqual([2, 2]);
  });

  it("sends after a while", async () => {
    const producer = await lab.produce({ batching: { maxMessages: 100, maxBytes: 10_000, maxDelayMs: 20 } });
    for (const expected of [1, 2]) {
      await producer.send(value("x"));
      await until(() => expect(lab.broker.sent).toHaveLength(expected));
    }
  });

  it("never makes a batch that is above the broker's limit", async () => {
    lab.broker.on("connect", (_, peer) =>
      peer.send("connected", { serverVersion: "mock", maxMessageSize: 100 * 1024 }),
    );
    const batching = { maxMessages: 1_000, maxBytes: 10_000_000, maxDelayMs: 60_000 };
    const producer = await lab.produce({ batching });
    for (let index = 0; index < 10; index++) await producer.send(value("x".repeat(30_000)));
    await producer.flush();
    expect(sizes()).toEqual([2, 2, 2, 2, 2]);
    for (const { message } of lab.broker.sent) expect(message.payload.length).toBeLessThan(90 * 1024);
  });

  it("sends what is too large for a batch by itself, in its turn", async () => {
    lab.broker.on("connect", (_, peer) =>
      peer.send("connected", { serverVersion: "mock", maxMessageSize: 100 * 1024 }),
    );
    const batching = { maxMessages: 1_000, maxBytes: 10_000_000, maxDelayMs: 60_000 };
    const producer = await lab.produce({ batching, chunking: true });
    await producer.send(value("a"));
    await producer.send(value("x".repeat(150_000)));
    await producer.send(value("b"));
    await producer.flush();
    expect(lab.sentIds()).toEqual([0, 1, 1, 2]);
  });

  it("gives the index in its batch of the last message", async () => {
    const producer = await lab.produce({
      batching: { maxMessages: 3, maxBytes: 10_000, maxDelayMs: 60_000 },
    });
    for (let index = 0; index < 5; index++) await producer.send(value("x"));
    await producer.flush();
    expect(producer.lastMessageIds().get(0)).toEqual({
      ledgerId: 1n,
      entryId: 1n,
      partition: -1,
      batchIndex: 1,
    });
  });
});

describe("ending", () => {
  beforeEach(() => lab.broker.on("send", () => undefined));

  it("by close gives up what has no receipt, and says so to who waits", async () => {
    const producer = await lab.produce({}, { maxBytesInFlight: 100 });
    const held = Promise.resolve(producer.send(value("x".repeat(200))));
    const flushing = producer.flush();
    const both = [expect(held).rejects.toThrow(/is closed/), expect(flushing).rejects.toThrow(/is closed/)];
    await producer.close();
    await Promise.all(both);
    await until(() => expect(lab.broker.allOf("closeProducer")).toHaveLength(1));
    expect(() => producer.send(value("b"))).toThrow(/is closed/);
    await producer.close();
  });

  it("by the signal has the signal's reason", async () => {
    const producer = await lab.produce();
    await producer.send(value("a"));
    const flushing = expect(producer.flush()).rejects.toThrow("cancelled");
    producer.options.abort(new Error("cancelled"));
    await flushing;
  });

  it("by the signal ends a pause between attempts too", async () => {
    const producer = await lab.produce();
    lab.broker.on("producer", ({ requestId }, peer) =>
      peer.send("error", { requestId, error: 6, message: "later" }),
    );
    lab.broker.cutAll();
    await until(() => expect(lab.broker.allOf("producer").length).toBeGreaterThan(4));
    await producer.send(value("a"));
    const flushing = expect(producer.flush()).rejects.toThrow("cancelled");
    producer.options.abort(new Error("cancelled"));
    await flushing;
  });

  it("by the client ends all of its producers", async () => {
    const producer = await lab.produce();
    await producer.send(value("a"));
    const flushing = expect(producer.flush()).rejects.toThrow(/client is closed/);
    await producer.client.close();
    await flushing;
  });

  it("of one producer gives its bytes back to the others", async () => {
    const { client } = await lab.connect({ maxBytesInFlight: 100 });
    const one = await client.createProducer({ topic, batching: alone });
    const other = await client.createProducer({ topic, batching: alone });
    void one.send(value("x".repeat(200)))?.catch(() => undefined);
    const held = other.send(value("b"));
    expect(held).toBeInstanceOf(Promise);
    await one.close();
    await held;
  });
});

describe("messages", () => {
  it("without a value need a key", async () => {
    const producer = await lab.produce();
    expect(() => producer.send({ value: null })).toThrow(/a tombstone, which needs the key/);
    await producer.send({ value: null, key: "k" });
  });
});

describe("transactions", () => {
  function transactionOf(leastBits: bigint, join: Transaction["join"] = () => undefined): Transaction {
    return {
      id: { mostBits: 1n, leastBits },
      join,
      commit: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    };
  }
  const batching = { maxMessages: 100, maxBytes: 10_000, maxDelayMs: 60_000 };
  const transactions = () => lab.broker.sent.map(({ fields }) => fields.txnLeastBits);

  it("never share a batch with another, or with messages outside of any", async () => {
    const producer = await lab.produce({ batching });
    const [one, two] = [transactionOf(1n), transactionOf(2n)];
    for (const transaction of [undefined, undefined, one, one, two, undefined])
      await producer.send(value("x"), transaction);
    await producer.flush();
    expect(transactions()).toEqual([undefined, 1n, 2n, undefined]);
    for (const { fields, message } of lab.broker.sent) {
      expect(message.metadata.txnLeastBits).toBe(fields.txnLeastBits);
      expect(message.metadata.txnMostBits).toBe(fields.txnMostBits);
    }
  });

  it("hear of the topic before a message of them is taken", async () => {
    const producer = await lab.produce({ batching });
    const joined: string[] = [];
    let know = () => undefined as void;
    const join = (name: string) => {
      joined.push(name);
      return new Promise<void>((resolve) => (know = () => resolve()));
    };
    const sending = producer.send(value("a"), transactionOf(1n, join));
    const flushed = producer.flush();
    await flushed;
    expect(lab.broker.sent).toEqual([]);
    know();
    await sending;
    await producer.flush();
    expect(joined).toEqual([topic]);
    expect(transactions()).toEqual([1n]);
  });

  it("that the coordinator does not know any more take no message", async () => {
    const producer = await lab.produce({ batching });
    const ended = transactionOf(1n, () => Promise.reject(new ConfigError("It has ended.")));
    await expect(producer.send(value("a"), ended)).rejects.toThrow("It has ended.");
    await producer.send(value("b"));
    await producer.flush();
    expect(transactions()).toEqual([undefined]);
  });
});
