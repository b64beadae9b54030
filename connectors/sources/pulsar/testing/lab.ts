import { afterEach, beforeAll, beforeEach } from "vitest";
import type {
  Change,
  Feed,
  Json,
  Position,
  ReadEvent,
  SelectedStream,
  Stream,
  Value,
} from "@/connectors/sdk";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
import { clientOptions } from "@/connectors/sdk/pulsar/testing/client-options";
import type { OutgoingMessage, ProducerOptions, PulsarClient } from "@/connectors/sdk/pulsar/types";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { spec, type PulsarSourceConfig } from "../config";
import { pulsarSource } from "../index";
import { defaultPace, type Pace, readFeed } from "../read";

export interface Reading {
  rows: Record<string, Value>[];
  changes: Change[];
  deleted: unknown[];
  /** Each with how many rows came before it. */
  checkpoints: { position: Position; rowsBefore: number; complete: boolean }[];
  largestBatchBytes: number;
}

export interface ReadSettings {
  mode?: SelectedStream["mode"];
  position?: Position | null;
  config?: PulsarSourceConfig;
  pace?: Partial<Pace>;
  /** Planned earlier. */
  feed?: Feed;
  /** Called with every event. */
  onEvent?(event: ReadEvent): void | Promise<void>;
}

/** A namespace of its own for each test, and the verbs the tests speak in. */
export function useTopics(start: () => Promise<TestBroker> | TestBroker = sharedBroker) {
  let broker: TestBroker;
  let namespace: string;
  let ctx: TestContext;
  let client: PulsarClient;
  beforeAll(async () => {
    broker = await start();
  });
  beforeEach(async () => {
    namespace = await broker.createNamespace();
    ctx = await createTestContext();
    const token = () => broker.tokenFor("admin");
    client = await openPulsarClient(
      clientOptions(broker.serviceUrl, { authentication: { type: "token", token } }),
    );
  });
  afterEach(async () => {
    await client.close();
    await broker.dropNamespace(namespace);
    await ctx.dispose();
  });

  const config = (more: object = {}) => configOf(broker, namespace, more);
  const discover = async (name: string, settings = config()): Promise<Stream> => {
    const [stream] = await pulsarSource.discover(settings, ctx, [{ name }]);
    if (!stream) throw new Error(`There is no stream ${name}.`);
    return stream;
  };
  const plan = async (name: string, mode: SelectedStream["mode"], settings = config()): Promise<Feed> => {
    const stream = await discover(name, settings);
    const feeds = await pulsarSource.feeds?.(settings, [{ ...stream, mode, key: stream.primaryKey }], ctx);
    if (!feeds?.[0]) throw new Error("Nothing was planned.");
    return feeds[0];
  };
  return {
    get broker() {
      return broker;
    },
    get namespace() {
      return namespace;
    },
    get ctx() {
      return ctx;
    },
    get client() {
      return client;
    },
    get warnings() {
      return ctx.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    },
    config,
    discover,
    plan,
    topic: (name: string) => `persistent://${namespace}/${name}`,
    admin: (method: string, route: string, body?: unknown) =>
      broker.admin(method, `/persistent/${namespace}/${route}`, body),
    /** By our own producer. */
    async send(
      name: string,
      messages: OutgoingMessage[],
      more: Partial<ProducerOptions> = {},
    ): Promise<void> {
      const producer = await client.createProducer({ topic: `persistent://${namespace}/${name}`, ...more });
      for (const message of messages) await producer.send(message);
      await producer.flush();
      await producer.close();
    },
    async read(name: string, settings: ReadSettings = {}): Promise<Reading> {
      const { mode = "incremental", position = null, config: chosen = config(), pace } = settings;
      const feed = settings.feed ?? (await plan(name, mode, chosen));
      const events = readFeed(chosen, feed, position, ctx, { ...defaultPace, ...pace });
      return collect(events, feed, settings.onEvent);
    },
  };
}

export function configOf(broker: TestBroker, namespace: string, more: object = {}): PulsarSourceConfig {
  const [tenant, name] = namespace.split("/");
  return spec.parse({
    brokers: broker.serviceUrl,
    authentication: { type: "token", token: broker.tokenFor("admin") },
    topic_tenant: tenant,
    topic_namespace: name,
    ...more,
  });
}

export const textMessages = (count: number, from = 0): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({ value: Buffer.from(`m${from + index}`) }));

export function positionOf({ checkpoints }: Reading): Position {
  return JSON.parse(JSON.stringify(checkpoints.at(-1)?.position ?? null)) as Json;
}

async function collect(
  events: AsyncIterable<ReadEvent>,
  { streams: [stream] }: Feed,
  onEvent?: ReadSettings["onEvent"],
): Promise<Reading> {
  const reading: Reading = { rows: [], changes: [], deleted: [], checkpoints: [], largestBatchBytes: 0 };
  for await (const event of events) {
    if (event.type === "batch" && event.batch.encoding === "rows") {
      for (const row of event.batch.rows)
        reading.rows.push(
          Object.fromEntries((stream?.fields ?? []).map(({ name }, index) => [name, row[index] ?? null])),
        );
      for (const changes of event.batch.changes?.values() ?? []) reading.changes.push(...changes);
      reading.largestBatchBytes = Math.max(reading.largestBatchBytes, event.batch.bytes);
    }
    if (event.type === "deleted") reading.deleted.push(...event.keys);
    if (event.type === "checkpoint") {
      const { position, complete = false } = event;
      reading.checkpoints.push({ position, complete, rowsBefore: reading.rows.length });
    }
    await onEvent?.(event);
  }
  return reading;
}
