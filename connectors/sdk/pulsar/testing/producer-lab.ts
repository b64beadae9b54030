import { afterEach, beforeEach, vi } from "vitest";
import { openPulsarClient } from "../client";
import type { ClientOptions, Producer, ProducerOptions, PulsarClient } from "../types";
import { clientOptions } from "./client-options";
import { MockBroker } from "./mock-broker";

type LabOptions = ReturnType<typeof clientOptions>;

export interface ProducerLab {
  /** A new one for each test. */
  readonly broker: MockBroker;
  connect(more?: Partial<ClientOptions>): Promise<{ client: PulsarClient; options: LabOptions }>;
  /** By default on `topic`, each message by itself. */
  produce(
    producer?: Partial<ProducerOptions>,
    more?: Partial<ClientOptions>,
  ): Promise<Producer & { client: PulsarClient; options: LabOptions }>;
  /** The sequence ids of the frames that the broker was sent, in their order. */
  sentIds(): number[];
}

export const topic = "persistent://public/default/t";
export const alone = { maxMessages: 1, maxBytes: 1, maxDelayMs: 0 };
export const value = (text: string) => ({ value: Buffer.from(text) });

/** Resolves when `check` throws no more: an event that comes, on a busy machine after a while. */
export const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 });

/** For the tests of the file that calls it: a broker that does as it is told, and clients that end with the test. */
export function createProducerLab(): ProducerLab {
  const clients: PulsarClient[] = [];
  const running: { broker?: MockBroker } = {};
  const brokerOf = () => {
    if (!running.broker) throw new Error("There is a broker only within a test.");
    return running.broker;
  };
  beforeEach(async () => {
    running.broker = await MockBroker.start();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await running.broker?.stop();
  });
  async function connect(more: Partial<ClientOptions> = {}) {
    const options = clientOptions(brokerOf().url, more);
    const client = await openPulsarClient(options);
    clients.push(client);
    return { client, options };
  }
  return {
    get broker() {
      return brokerOf();
    },
    connect,
    async produce(producer = {}, more = {}) {
      const { client, options } = await connect(more);
      const opened = await client.createProducer({ topic, batching: alone, ...producer });
      return Object.assign(opened, { client, options });
    },
    sentIds: () => brokerOf().sent.map(({ fields }) => Number(fields.sequenceId)),
  };
}
