import { describe, expect, it } from "vitest";
import { AuthError, ConfigError, FencedError, TransientError } from "../errors";
import { clientOptions } from "./testing/client-options";
import { createProducerLab, until, value } from "./testing/producer-lab";
import { SteppedClock } from "./testing/stepped-clock";

const lab = createProducerLab();
/** With these it registers again after two seconds without a receipt, and gives up after four. */
const patience = { operationTimeoutMs: 1000, keepAliveMs: 60_000 };

/** Frames of one sequence id are the same to the last bit. */
function expectIdenticalReplays() {
  const first = new Map<string, Buffer>();
  for (const { fields, bytes } of lab.broker.sent) {
    const id = String(fields.sequenceId);
    const known = first.get(id) ?? bytes;
    first.set(id, known);
    expect(bytes.equals(known)).toBe(true);
  }
}

describe("receipts", () => {
  it("are what a flush waits for, and only for what was sent before it", async () => {
    const waiting: (() => void)[] = [];
    lab.broker.on("send", (fields, peer) => waiting.push(() => lab.broker.receipt(fields, peer)));
    const producer = await lab.produce();
    await producer.send(value("a"));
    let isFlushed = false;
    const flushing = producer.flush().then(() => (isFlushed = true));
    await producer.send(value("b"));
    await until(() => expect(waiting).toHaveLength(2));
    expect(isFlushed).toBe(false);
    waiting[0]?.();
    await flushing;
  });

  it("hold the next message back while too many bytes have none", async () => {
    const waiting: (() => void)[] = [];
    lab.broker.on("send", (fields, peer) => waiting.push(() => lab.broker.receipt(fields, peer)));
    const producer = await lab.produce({}, { maxBytesInFlight: 1_000 });
    expect(producer.send(value("x".repeat(100)))).toBeUndefined();
    const held = producer.send(value("x".repeat(1_000)));
    expect(held).toBeInstanceOf(Promise);
    await until(() => expect(waiting).toHaveLength(2));
    for (const give of waiting) give();
    await held;
    expect(producer.send(value("x"))).toBeUndefined();
  });

  it("of messages that the broker had already give no id", async () => {
    const producer = await lab.produce();
    await producer.send(value("a"));
    await producer.flush();
    const duplicate = 2n ** 64n - 1n;
    lab.broker.on("send", ({ producerId, sequenceId }, peer) => {
      const messageId = { ledgerId: duplicate, entryId: duplicate };
      peer.send("sendReceipt", { producerId, sequenceId, messageId });
    });
    await producer.send(value("b"));
    await producer.flush();
    expect(producer.lastMessageIds().get(0)).toMatchObject({ ledgerId: 1n, entryId: 0n });
  });

  it("that come twice, or for nothing, are passed over", async () => {
    lab.broker.on("send", (fields, peer) => {
      lab.broker.receipt({ ...fields, sequenceId: 99n }, peer);
      lab.broker.receipt(fields, peer);
      lab.broker.receipt(fields, peer);
    });
    const producer = await lab.produce();
    for (const text of ["a", "b", "c"]) await producer.send(value(text));
    await producer.flush();
    expect(lab.sentIds()).toEqual([0, 1, 2]);
  });
});

describe("mending", () => {
  it("sends the same bytes again that had no receipt when the connection was cut", async () => {
    let receipts = 0;
    lab.broker.on("send", (fields, peer) => {
      if (++receipts === 3) peer.cut();
      else if (receipts < 3) lab.broker.receipt(fields, peer);
    });
    const batching = { maxMessages: 10, maxBytes: 10_000, maxDelayMs: 60_000 };
    const producer = await lab.produce({ batching, compression: "zlib" });
    for (let index = 0; index < 65; index++) await producer.send(value(`message ${index}`));
    const flushing = producer.flush();
    await until(() => expect(lab.broker.allOf("producer")).toHaveLength(2));
    lab.broker.on("send", (fields, peer) => lab.broker.receipt(fields, peer));
    for (const peer of lab.broker.peers) peer.cut(); // what was sent again meanwhile has no receipt either
    await flushing;
    const last = lab.sentIds().slice(-5);
    expect(last).toEqual([20, 30, 40, 50, 60]);
    expect(producer.resentCount).toBeGreaterThanOrEqual(45);
    expectIdenticalReplays();
  });

  it("sends again what follows a receipt that was lost, on a connection that stands", async () => {
    lab.broker.once("send", () => undefined); // the receipt that is lost
    const producer = await lab.produce();
    await producer.send(value("a"));
    await producer.send(value("b"));
    await producer.flush();
    expect(lab.broker.allOf("closeProducer")).toHaveLength(1);
    expect(lab.sentIds()).toEqual([0, 1, 0]);
    expect(producer.resentCount).toBe(1);
    expectIdenticalReplays();
  });

  it("asks again by a new registration where a broker says nothing of what it was sent", async () => {
    lab.broker.once("send", () => undefined);
    const clock = new SteppedClock();
    const producer = await lab.produce({}, { clock, ...patience });
    await producer.send(value("a"));
    await until(() => expect(lab.sentIds()).toEqual([0]));
    await clock.pass(3 * patience.operationTimeoutMs);
    await producer.flush();
    expect(lab.broker.allOf("producer")).toHaveLength(2);
    expect(lab.sentIds()).toEqual([0, 0]);
  });

  it("gives up where there is no receipt for long, and says so", async () => {
    lab.broker.on("send", () => undefined);
    const clock = new SteppedClock();
    const producer = await lab.produce({}, { clock, ...patience });
    const sends = (count: number) => until(() => expect(lab.broker.sent).toHaveLength(count));
    await producer.send(value("a"));
    const flushing = expect(producer.flush()).rejects.toThrow(TransientError);
    await sends(1);
    await clock.pass(3000);
    await sends(2);
    await clock.pass(1000);
    await until(() => expect(clock.sleeping).toContain(100)); // before it registers once more
    await clock.pass(100);
    await sends(3);
    await clock.pass(1000);
    await flushing;
    await expect(producer.flush()).rejects.toThrow(/could not be mended within 4 s/);
  });

  it.each([
    ["that it cannot say whether it has the message", 2],
    ["that the checksum is wrong", 9],
    ["that it is not ready", 6],
  ])("sends everything again where the broker says %s", async (_, error) => {
    lab.broker.once("send", ({ producerId, highestSequenceId = 0n }, peer) =>
      // as brokers do: with the last id of the batch
      peer.send("sendError", { producerId, sequenceId: highestSequenceId, error, message: "hm" }),
    );
    const batching = { maxMessages: 10, maxBytes: 10_000, maxDelayMs: 60_000 };
    const producer = await lab.produce({ batching });
    for (let index = 0; index < 20; index++) await producer.send(value(`message ${index}`));
    await producer.flush();
    expect(lab.broker.allOf("closeProducer")).toHaveLength(1);
    expect(lab.broker.allOf("producer").map(({ epoch }) => epoch)).toEqual([0n, 1n]);
    expect(lab.sentIds()).toEqual([0, 10, 0]);
    expectIdenticalReplays();
  });

  it("pauses between attempts where the broker refuses the same again and again", async () => {
    let refusals = 4;
    lab.broker.on("send", (fields, peer) => {
      const { producerId, sequenceId } = fields;
      if (refusals-- <= 0) return lab.broker.receipt(fields, peer);
      peer.send("sendError", { producerId, sequenceId, error: 2, message: "Cannot determine" });
    });
    const slept: number[] = [];
    const real = clientOptions("").clock;
    const sleep = (ms: number, signal?: AbortSignal) => {
      if (ms >= 100 && ms <= 5_000) slept.push(ms);
      return real.sleep(ms > 5_000 ? ms : 0, signal);
    };
    const producer = await lab.produce({}, { clock: { now: real.now, sleep } });
    await producer.send(value("a"));
    await producer.flush();
    expect(slept).toEqual([100, 200, 400]);
  });

  it("looks the topic up again when the broker gives it up, and keeps the order", async () => {
    const producer = await lab.produce({ name: "p" });
    await producer.send(value("a"));
    await producer.flush();
    const { producerId } = lab.broker.allOf("producer")[0] ?? { producerId: 0n };
    const lookups = lab.broker.allOf("lookup").length;
    for (const peer of lab.broker.peers) peer.send("closeProducer", { producerId, requestId: 0n });
    await until(() => expect(lab.broker.allOf("producer")).toHaveLength(2));
    await producer.send(value("b"));
    await producer.flush();
    expect(lab.broker.allOf("lookup")).toHaveLength(lookups + 1);
    expect(lab.sentIds()).toEqual([0, 1]);
    expect(producer.options.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/connects again: .* has given up the topic/),
    );
  });

  it("does not miss that the broker gives it up right behind its answer", async () => {
    lab.broker.once("producer", ({ requestId, producerId }, peer) => {
      peer.send("producerSuccess", { requestId, producerName: "p" });
      peer.send("closeProducer", { producerId, requestId: 0n });
    });
    const producer = await lab.produce();
    await producer.send(value("a"));
    await producer.flush();
    expect(lab.broker.allOf("producer")).toHaveLength(2);
  });

  it("comes back to its exclusive place with the epoch that it has", async () => {
    lab.broker.on("producer", ({ requestId }, peer) =>
      peer.send("producerSuccess", { requestId, producerName: "p", topicEpoch: 5n }),
    );
    await lab.produce({ access: "exclusive" });
    lab.broker.cutAll();
    await until(() => expect(lab.broker.allOf("producer")).toHaveLength(2));
    expect(lab.broker.allOf("producer").map(({ topicEpoch }) => topicEpoch)).toEqual([undefined, 5n]);
  });

  it.each([
    ["fenced", 25, FencedError],
    ["its topic terminated", 15, ConfigError],
    ["its schema refused", 18, ConfigError],
    ["its right taken away", 4, AuthError],
  ])("ends when it comes back and finds itself %s", async (_, error, kind) => {
    lab.broker.on("send", (__, peer) => {
      lab.broker.on("producer", ({ requestId }, to) => to.send("error", { requestId, error, message: "no" }));
      peer.cut();
    });
    const producer = await lab.produce();
    await producer.send(value("a"));
    await expect(producer.flush()).rejects.toThrow(kind);
    expect(() => producer.send(value("b"))).toThrow(kind);
    await expect(producer.flush()).rejects.toThrow(kind);
  });

  it("ends where the broker it comes back to takes only smaller messages", async () => {
    lab.broker.on("send", (_, peer) => {
      lab.broker.on("connect", (__, to) =>
        to.send("connected", { serverVersion: "mock", maxMessageSize: 1_000_000 }),
      );
      peer.cut();
    });
    const producer = await lab.produce();
    await producer.send(value("a"));
    await expect(producer.flush()).rejects.toThrow(TransientError);
    await expect(producer.flush()).rejects.toThrow(/takes messages of 1000000 bytes, where it took 5242880/);
    expect(lab.broker.sent).toHaveLength(1);
  });

  it("ends where the broker refuses a message for good", async () => {
    lab.broker.on("send", ({ producerId, sequenceId }, peer) =>
      peer.send("sendError", { producerId, sequenceId, error: 22, message: "not allowed" }),
    );
    const producer = await lab.produce();
    await producer.send(value("a"));
    await expect(producer.flush()).rejects.toThrow(/Sending to .* failed: not allowed \(22\)/);
  });

  it("takes messages meanwhile, as many bytes as it may", async () => {
    const producer = await lab.produce({}, { maxBytesInFlight: 2_000 });
    lab.broker.on("connect", () => undefined); // nobody is let in for now
    lab.broker.cutAll();
    await until(() => expect(lab.broker.allOf("connect").length).toBeGreaterThan(1));
    expect(producer.send(value("a"))).toBeUndefined();
    const held = producer.send(value("x".repeat(2_000)));
    expect(held).toBeInstanceOf(Promise);
    lab.broker.on("connect", (_, peer) => peer.send("connected", { serverVersion: "mock" }));
    lab.broker.cutAll();
    await held;
    await producer.flush();
    expect(lab.sentIds()).toEqual([0, 1]);
  });
});
