import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { describeWithPulsar, type OwnBroker, startBroker } from "@/tests/support/pulsar/broker";
import { openPulsarClient } from "./client";
import { clientOptions } from "./testing/client-options";
import type { Producer, PulsarClient } from "./types";

const count = 20_000;

describeWithPulsar("a producer whose broker fails, with de-duplication", () => {
  let broker: OwnBroker;
  let client: PulsarClient;
  let options: ReturnType<typeof clientOptions>;
  let topics = 0;

  beforeAll(async () => {
    broker = await startBroker({ brokerDeduplicationEnabled: "true" });
  });
  afterEach(() => client.close());
  afterAll(() => broker.process.remove());

  async function produce(operationTimeoutMs = 30_000): Promise<Producer> {
    const authentication = { type: "token", token: () => broker.tokenFor("admin") } as const;
    options = clientOptions(broker.serviceUrl, { authentication, operationTimeoutMs });
    client = await openPulsarClient(options);
    const topic = `persistent://public/default/t${++topics}`;
    await broker.admin("PUT", `/${topic.replace("://", "/")}`);
    return client.createProducer({ topic, name: "steady", compression: "lz4" });
  }
  /** Sends numbers, and in the midst of them does what is to be done. */
  async function send(producer: Producer, midst: () => Promise<void>): Promise<void> {
    let doing: Promise<void> | undefined;
    for (let index = 0; index < count; index++) {
      await producer.send({ value: Buffer.from(String(index)) });
      if (index === count / 2) doing = midst();
    }
    await doing;
    await producer.flush();
  }
  async function expectEachOnceInOrder({ topic }: Producer): Promise<void> {
    const messages = await broker.readTopic(topic);
    const values = messages.map(({ value }) => Number(Buffer.from(String(value), "base64").toString()));
    expect(values).toEqual(Array.from({ length: count }, (_, index) => index));
  }

  it("loses and doubles nothing when it is killed and comes back", async () => {
    const producer = await produce();
    await send(producer, async () => {
      await broker.process.stop("SIGKILL");
      await broker.process.restart();
    });
    await expectEachOnceInOrder(producer);
  });

  it("waits for one that stands still, and goes on where it was", async () => {
    const producer = await produce(2_000);
    await send(producer, async () => {
      broker.process.pause();
      await vi.waitFor(
        () => expect(options.lines.map(({ message }) => message).join()).toContain("connects again"),
        { timeout: 60_000 },
      );
      broker.process.resume();
    });
    await expectEachOnceInOrder(producer);
  });
});
