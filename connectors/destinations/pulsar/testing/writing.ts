import { afterEach, beforeAll, beforeEach } from "vitest";
import {
  rowCount,
  type ColumnsBatch,
  type FeedPlan,
  type StreamPlan,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { rowsBatch } from "@/connectors/sdk/testing/destination-harness";
import { sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import type { PulsarConfig } from "../config";
import { pulsarDestination } from "../index";
import { configOf } from "./place";

/** A namespace of its own for each test, and the verbs the tests speak in. `broker`: the shared one unless given. */
export function useWriting(start: () => Promise<TestBroker> | TestBroker = sharedBroker) {
  let broker: TestBroker;
  let namespace: string;
  let ctx: TestContext;
  let fence = 0;
  beforeAll(async () => {
    broker = await start();
  });
  beforeEach(async () => {
    namespace = await broker.createNamespace();
    ctx = await createTestContext();
  });
  afterEach(async () => {
    await broker.dropNamespace(namespace);
    await ctx.dispose();
  });

  const config = (more: object = {}): PulsarConfig =>
    configOf(broker, namespace, { topic_pattern: "{stream}", ...more });
  const plan = (more: Partial<PlanOptions> = {}): StreamPlan =>
    planStream({ connectionId: "c", namespace: "default", name: "orders", ...more });
  const feedOf = (stream: StreamPlan): FeedPlan => planFeed(stream, ++fence);
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
    config,
    plan,
    feedOf,
    topic: (name = "orders") => `persistent://${namespace}/${name}`,
    read: (name = "orders", options = {}) => broker.readTopic(`persistent://${namespace}/${name}`, options),
    admin: (method: string, route: string, body?: unknown) =>
      broker.admin(method, `/persistent/${namespace}/${route}`, body),
    open: (feed: FeedPlan, settings = config()) => pulsarDestination.open(settings, feed, ctx),
    /** One undisturbed slice. */
    async load(
      stream: StreamPlan,
      given: Value[][] | ColumnsBatch,
      settings = config(),
      gone: unknown[][] = [],
    ): Promise<WriteResult> {
      const batch = Array.isArray(given) ? rowsBatch(given) : given;
      const feed = feedOf(stream);
      const writer = await pulsarDestination.open(settings, feed, ctx);
      try {
        const result = await writer.write(0, batch);
        if (gone.length > 0) await writer.delete(0, gone);
        await writer.commit(checkpointOf(feed, 1, rowCount(batch), true));
        return result;
      } finally {
        await writer.close();
      }
    },
    finish: (stream: StreamPlan, settings = config()) => pulsarDestination.finish(settings, stream, ctx),
    measure: async (stream: StreamPlan, settings = config()) =>
      (await pulsarDestination.measure(settings, stream, ctx)).rows,
  };
}
