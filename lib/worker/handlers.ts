import { findDestination, findSource } from "@/connectors/registry";
import {
  ConfigError,
  oneFeedPerStream,
  type Context,
  type Destination,
  type SelectedStream,
  type Source,
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
  async planFeeds({ source, destination, streams, reads }, { ctx }) {
    const from = await loadSource(source);
    const into = await loadDestination(destination);
    const selected = reads.map((read) => read.stream);
    const feeds = (await from.connector.feeds?.(from.config, selected, ctx)) ?? oneFeedPerStream(selected);
    return feeds.map((feed): PlannedFeed => {
      const readIndexes = feed.streams.map((stream) => indexOfStream(selected, stream));
      const own = readIndexes.flatMap((index) => reads[index] ?? []);
      const streamIndexes = own.flatMap((read) => read.outputs);
      const isShaped = own.some((read) => read.shape !== null);
      const plans = streamIndexes.flatMap((index) => streams[index] ?? []);
      const encoding = isShaped ? "rows" : negotiateEncoding(from, into, feed, plans);
      return { feed, reads: readIndexes, streamIndexes, encoding };
    });
  },
  async moveSlice(input, { ctx, emit, shouldStop }) {
    return moveSlice({
      source: await loadSource(input.source),
      destination: await loadDestination(input.destination),
      feed: input.feed,
      plan: input.plan,
      shapes: input.shapes,
      mapperSecrets: input.mapperSecrets,
      quarantineLimit: input.quarantineLimit,
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

function indexOfStream(selected: SelectedStream[], stream: SelectedStream): number {
  const index = selected.findIndex(
    (candidate) => candidate.name === stream.name && candidate.namespace === stream.namespace,
  );
  if (index < 0)
    throw new Error(`The source planned a feed for the stream ${stream.name}, which was not chosen.`);
  return index;
}
