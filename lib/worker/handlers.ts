import { findDestination, findSource } from "@/connectors/registry";
import {
  ConfigError,
  oneFeedPerStream,
  type Context,
  type Destination,
  type SelectedStream,
  type Source,
  type StreamPlan,
} from "@/connectors/sdk";
import { negotiateEncoding } from "@/lib/sync/encodings";
import { moveSlice } from "@/lib/sync/pump";
import { registerSecret } from "@/lib/secrets/redact";
import type { ConnectorCall, PlannedFeed, TaskEvent, TaskName, TaskInput, TaskResult } from "./tasks";

/** What a handler works with besides its input. */
export interface TaskContext {
  ctx: Context;
  emit(event: TaskEvent): void;
  shouldStop(): boolean;
}

type Handlers = {
  [Name in TaskName]: (input: TaskInput<Name>, task: TaskContext) => Promise<TaskResult<Name>>;
};

/** The tasks as they run inside a worker: load the connector, parse its configuration, call its contract. */
export const handlers: Handlers = {
  async checkSource({ source }, { ctx }) {
    const { connector, config } = await loadSource(source);
    await connector.check(config, ctx);
    return null;
  },
  async checkDestination({ destination }, { ctx }) {
    const { connector, config } = await loadDestination(destination);
    await connector.check(config, ctx);
    return null;
  },
  async discover({ source, filter }, { ctx }) {
    const { connector, config } = await loadSource(source);
    return connector.discover(config, ctx, filter);
  },
  async planFeeds(input, { ctx }) {
    const source = await loadSource(input.source);
    const destination = await loadDestination(input.destination);
    const selected = input.streams.map((plan) => plan.stream);
    const feeds =
      (await source.connector.feeds?.(source.config, selected, ctx)) ?? oneFeedPerStream(selected);
    return feeds.map((feed): PlannedFeed => {
      const streamIndexes = feed.streams.map((stream) => indexOfStream(input.streams, stream));
      const plans = input.streams.filter((_, index) => streamIndexes.includes(index));
      return { feed, streamIndexes, encoding: negotiateEncoding(source, destination, feed, plans) };
    });
  },
  async moveSlice(input, { ctx, emit, shouldStop }) {
    return moveSlice({
      source: await loadSource(input.source),
      destination: await loadDestination(input.destination),
      feed: input.feed,
      plan: input.plan,
      budgetMs: input.budgetMs,
      shouldStop,
      ctx,
      report: {
        progress: (progress) => emit({ type: "progress", progress }),
        committed: (checkpoint) => emit({ type: "committed", checkpoint }),
      },
    });
  },
  async finish({ destination, plan }, { ctx }) {
    const { connector, config } = await loadDestination(destination);
    return connector.finish(config, plan, ctx);
  },
  async measure({ destination, plan }, { ctx }) {
    const { connector, config } = await loadDestination(destination);
    return connector.measure(config, plan, ctx);
  },
  async explain({ destination, plan }, { ctx }) {
    const { connector, config } = await loadDestination(destination);
    return connector.explain(config, plan, ctx);
  },
  async clear({ destination, plan }, { ctx }) {
    const { connector, config } = await loadDestination(destination);
    await connector.clear(config, plan, ctx);
    return null;
  },
};

async function loadSource(call: ConnectorCall): Promise<{ connector: Source<unknown>; config: unknown }> {
  const entry = findSource(call.connector);
  if (!entry) throw new ConfigError(`There is no source connector "${call.connector}".`);
  const connector = await entry.load();
  registerSecretsIn(call.config, connector.spec.secrets);
  return { connector, config: connector.spec.parse(call.config) };
}

async function loadDestination(
  call: ConnectorCall,
): Promise<{ connector: Destination<unknown>; config: unknown }> {
  const entry = findDestination(call.connector);
  if (!entry) throw new ConfigError(`There is no destination connector "${call.connector}".`);
  const connector = await entry.load();
  registerSecretsIn(call.config, connector.spec.secrets);
  return { connector, config: connector.spec.parse(call.config) };
}

function registerSecretsIn(config: unknown, paths: string[][]): void {
  for (const path of paths) {
    for (const value of valuesAt(config, path)) if (typeof value === "string") registerSecret(value);
  }
}

function valuesAt(value: unknown, [key, ...rest]: string[]): unknown[] {
  if (key === undefined) return [value];
  if (value === null || typeof value !== "object") return [];
  if (key === "*") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return valuesAt((value as Record<string, unknown>)[key], rest);
}

function indexOfStream(plans: StreamPlan[], stream: SelectedStream): number {
  const index = plans.findIndex(
    (plan) => plan.stream.name === stream.name && plan.stream.namespace === stream.namespace,
  );
  if (index < 0)
    throw new Error(`The source planned a feed for the stream ${stream.name}, which was not chosen.`);
  return index;
}
