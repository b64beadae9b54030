import { ConfigError, type Context, type Destination } from "@/connectors/sdk";
import { loadDestination, loadSource, type DestinationCall } from "@/lib/connectors/load";
import { comparisonOf } from "@/lib/sync/compare/compare-stream";
import { mendStream } from "@/lib/sync/compare/mend-stream";
import { listStates } from "@/lib/sync/feed-states";
import { planFeeds } from "@/lib/sync/feeds";
import { fitColumns } from "@/lib/sync/fit-columns";
import { rollBackTables } from "@/lib/sync/generations";
import { moveSlice, type SliceReport } from "@/lib/sync/pump";
import { readSample } from "@/lib/sync/read-sample";
import { isWaiting, replayStream } from "@/lib/sync/replay";
import { sampleOf } from "@/lib/sync/sample-source";
import type { AskDecisions } from "@/lib/sync/write-gate/types";
import type { ConnectorCall, TaskEvent, TaskName, TaskInput, TaskResult } from "./tasks";

/** What a handler works with besides its input. */
export interface TaskContext {
  ctx: Context;
  emit(event: TaskEvent): void;
  shouldStop(): boolean;
  /** The console's own decisions on writes. */
  askConsole: AskDecisions;
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
  async checkDestination({ destination }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    await connector.check(config, ctx);
    return null;
  },
  async discover({ source, filter }, { ctx }) {
    const { connector, config } = await loadSource(source);
    return connector.discover(config, ctx, filter);
  },
  async sampleStream({ source, ...request }, { ctx }) {
    return readSample(await loadSource(source), request, ctx);
  },
  async fitColumns({ destination, ...plan }, task) {
    const { ctx } = task;
    return fitColumns(await destinationOf(destination, task), plan, ctx);
  },
  async authorizeWrites({ destination, streams }, task) {
    const { connector } = await destinationOf(destination, task);
    await connector.authorize(streams);
    return null;
  },
  async planFeeds({ destination, streams, reads, ...input }, task) {
    const { ctx } = task;
    return planFeeds(await sourceOf(input), await destinationOf(destination, task), { streams, reads }, ctx);
  },
  async moveSlice(input, task) {
    const { ctx, shouldStop } = task;
    return moveSlice({
      source: await sourceOf(input),
      destination: await destinationOf(input.destination, task),
      feed: input.feed,
      plan: input.plan,
      shapes: input.shapes,
      mapperSecrets: input.mapperSecrets,
      quarantineLimit: input.quarantineLimit,
      budgetMs: input.budgetMs,
      shouldStop,
      ctx,
      report: reportTo(task),
    });
  },
  async finish({ destination, plan }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    return connector.finish(config, plan, ctx);
  },
  async measure({ destination, plan }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    return connector.measure(config, plan, ctx);
  },
  async compare({ source, destination, read, plan, mapperSecrets }, task) {
    const { ctx } = task;
    const ends = { source: await loadSource(source), destination: await destinationOf(destination, task) };
    return comparisonOf({ ...ends, read, plan }, { mapperSecrets, ctx });
  },
  async repair({ source, destination, read, plan, ...options }, task) {
    const { ctx } = task;
    const ends = { source: await loadSource(source), destination: await destinationOf(destination, task) };
    return mendStream({ ...ends, read, plan }, { ...options, ctx });
  },
  async explain({ destination, connectionId, plans }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    const explained: TaskResult<"explain">["explained"] = [];
    for (const plan of plans) explained.push(await connector.explain(config, plan, ctx));
    return { explained, states: await listStates({ connector, config }, connectionId, ctx) };
  },
  async clear({ destination, plan }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    await connector.clear(config, plan, ctx);
    return null;
  },
  async listStates({ destination, connectionId }, task) {
    const { ctx } = task;
    const loaded = await destinationOf(destination, task);
    const states = await listStates(loaded, connectionId, ctx);
    return offered(loaded.connector, states ?? undefined, "can be asked for states");
  },
  async replaceState({ destination, change }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    await offered(connector, connector.states, "can be asked for states").replace(config, change, ctx);
    return null;
  },
  async preview({ destination, request }, task) {
    const { connector, config } = await destinationOf(destination, task);
    return offered(connector, connector.preview, "shows what was written to it")(config, request, task.ctx);
  },
  async listGenerations({ destination, plan }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    return offered(connector, connector.generations, "keeps generations").list(config, plan, ctx);
  },
  async rollBack({ destination, plans, generation }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    const store = offered(connector, connector.generations, "keeps generations");
    await connector.authorize(plans);
    return rollBackTables({ store, config, ctx }, plans, generation);
  },
  async findWaiting({ destination, plans }, task) {
    const { ctx } = task;
    const loaded = await destinationOf(destination, task);
    const found: boolean[] = [];
    for (const plan of plans) found.push(await isWaiting(loaded, plan, ctx));
    return found;
  },
  async replay({ destination, plan, fence, budgetMs }, task) {
    const { ctx } = task;
    const endsAtMs = ctx.clock.now() + budgetMs;
    return replayStream({
      destination: await destinationOf(destination, task),
      plan,
      fence,
      shouldStop: () => task.shouldStop() || ctx.clock.now() >= endsAtMs,
      ctx,
      report: reportTo(task),
    });
  },
  async listQuarantined({ destination, query }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    return offered(connector, connector.quarantine, "has a quarantine").list(config, query, ctx);
  },
  async discardQuarantined({ destination, connectionId, ids }, task) {
    const { ctx } = task;
    const { connector, config } = await destinationOf(destination, task);
    const store = offered(connector, connector.quarantine, "has a quarantine");
    return store.discard(config, connectionId, ids, ctx);
  },
};

function destinationOf(call: DestinationCall, { ctx, askConsole }: TaskContext) {
  return loadDestination(call, { place: call.place, ctx, askConsole });
}

function reportTo({ emit }: TaskContext): SliceReport {
  return {
    progress: (progress) => emit({ type: "progress", progress }),
    committed: (checkpoint) => emit({ type: "committed", checkpoint }),
  };
}

/** All of it, or the first rows of each stream. */
async function sourceOf({ source, sampleRows }: { source: ConnectorCall; sampleRows?: number }) {
  const loaded = await loadSource(source);
  if (sampleRows === undefined) return loaded;
  return { ...loaded, connector: sampleOf(loaded.connector, sampleRows) };
}

/** Not every destination has every store. */
function offered<Store>({ spec }: Destination<unknown>, store: Store | undefined, what: string): Store {
  if (store !== undefined) return store;
  throw new ConfigError(`${spec.title} is no destination that ${what}.`);
}
