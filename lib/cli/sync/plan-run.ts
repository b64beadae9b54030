import { isDeepStrictEqual } from "node:util";
import {
  ConfigError,
  streamLabel,
  type Checkpoint,
  type Context,
  type FeedState,
  type Stream,
} from "@/connectors/sdk";
import type { LoadedDestination, LoadedSource } from "@/lib/connectors/load";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { NamespaceChoice } from "@/lib/normalization/tables";
import { listStates } from "@/lib/sync/feed-states";
import { planFeeds, type PlannedFeed } from "@/lib/sync/feeds";
import { fitColumns } from "@/lib/sync/fit-columns";
import { planStreams, type PlanRequest, type SyncPlan } from "@/lib/sync/plan";
import { intoSampleTables } from "@/lib/sync/sample-tables";
import { limitSilence, sourceAnswers } from "@/lib/sync/silence";
import { streamKey } from "@/lib/sync/stream-key";
import {
  decideRun,
  readJournal,
  requireSameKeys,
  type Choice,
  type Journal,
  type RunDecision,
} from "./journal";

/** What is to be synced, and how. */
export interface SyncRequest {
  connectionId: string;
  source: LoadedSource;
  destination: LoadedDestination;
  choices: Choice[];
  /** What the source offers now; the chosen streams at least. */
  discovered: Stream[];
  namespace: NamespaceChoice;
  prefix: string;
  normalization: "raw" | "basic";
  objects: "json" | "flatten";
  /** A stream fails once more of its rows than this could not be written. */
  quarantineLimit: number;
  mapperSecrets: MapperSecrets;
  /** What every run proves: the number of rows, or their content too. */
  verification: "counts" | "checksums";
  /** What the destination knows of the connection's feeds. */
  stored: FeedState[];
  /** Write into namespaces of samples beside the real ones. */
  isSample: boolean;
}

export interface PlannedRun extends SyncPlan {
  feeds: PlannedFeed[];
  run: number;
  goesOn: boolean;
  journal: Journal;
  /** By feed: the checkpoint from which nothing but new rows is read. Only of feeds whose streams are finished and merely grow. */
  settled: Map<string, Checkpoint>;
  /** Higher than any that the destination has seen. */
  firstFence: number;
}

/** What the destination knows of the connection, on which everything here is built. */
export async function requireStates(
  destination: LoadedDestination,
  connectionId: string,
  ctx: Context,
): Promise<FeedState[]> {
  const states = await listStates(destination, connectionId, ctx);
  if (states) return states;
  throw new ConfigError(
    `${destination.connector.spec.title} keeps no checkpoints of its own, which the command line lives on. Sync into it from the console.`,
  );
}

/** Plans what is left to do. Writes nothing. */
export async function planRun(request: SyncRequest, ctx: Context): Promise<PlannedRun> {
  const { source, destination } = request;
  for (const choice of request.choices) requireFilters(choice, source);
  const { stored } = request;
  const latestRun = Math.max(0, ...stored.map(({ checkpoint }) => checkpoint?.syncId ?? 0));
  const journal = readJournal(stored);
  const decision = decideRun(request.choices, journal, { latestRun, nowMs: ctx.clock.now() });
  const plan = await planTables(request, decision, ctx);
  requireSameKeys(plan, journal);
  const feeds = await limitSilence(ctx, sourceAnswers, (own) => planFeeds(source, destination, plan, own));
  const checkpoints = new Map(stored.map(({ feedId, checkpoint }) => [feedId, checkpoint]));
  const settled = feeds.flatMap((feed): [string, Checkpoint][] => {
    const checkpoint = checkpoints.get(feed.feed.id) ?? null;
    return checkpoint && isSettled(feed, checkpoint, plan, journal) ? [[feed.feed.id, checkpoint]] : [];
  });
  return {
    ...plan,
    feeds,
    settled: new Map(settled),
    run: decision.run,
    goesOn: decision.goesOn,
    journal,
    firstFence: Math.max(0, ...stored.map(({ fence }) => fence)) + 1,
  };
}

/** What goes where, in columns that can hold it. */
export async function planTables(
  request: SyncRequest,
  decision: RunDecision,
  ctx: Context,
): Promise<SyncPlan> {
  const { isSample, destination } = request;
  const plan = planStreams(planRequestOf(request, decision));
  const { identifiers } = destination.connector.capabilities;
  const { streams, reads } = isSample
    ? { ...plan, streams: plan.streams.map((stream) => intoSampleTables(stream, identifiers)) }
    : await fitColumns(destination, plan, ctx);
  const filters = new Map(request.choices.map((choice) => [streamKey(choice), choice.where]));
  return {
    streams,
    reads: reads.map((read) => {
      const where = filters.get(streamKey(read.stream));
      return where === undefined ? read : { ...read, stream: { ...read.stream, where } };
    }),
  };
}

export function planRequestOf(request: SyncRequest, { run, generations }: RunDecision): PlanRequest {
  const { connector, config } = request.destination;
  return {
    connectionId: request.connectionId,
    syncId: run,
    extractedAtMs: run,
    chosen: request.choices.map(({ where: _where, ...choice }) => choice),
    discovered: request.discovered,
    generations,
    capabilities: connector.capabilities,
    locations: connector.locations(config),
    namespace: request.namespace,
    prefix: request.prefix,
    normalization: request.normalization,
    objects: request.objects,
  };
}

/** Where nothing new comes, nothing has to be opened, merged or counted: all that came was finished and verified then. */
function isSettled(
  feed: PlannedFeed,
  checkpoint: Checkpoint,
  { streams, reads }: SyncPlan,
  journal: Journal,
): boolean {
  const plans = feed.streamIndexes.flatMap((index) => streams[index] ?? []);
  return (
    checkpoint.complete &&
    plans.every(({ stream }) => stream.mode === "incremental" && !stream.supports.deletes) &&
    plans.every(({ write }) => write !== "overwrite") &&
    isDeepStrictEqual(
      checkpoint.generations,
      plans.map(({ generation }) => generation),
    ) &&
    feed.reads.every((read) => {
      const stream = reads[read]?.stream;
      const entry = stream && journal.get(streamKey(stream));
      return entry?.hasEnded === true && entry.run === checkpoint.syncId;
    })
  );
}

function requireFilters(choice: Choice, { connector }: LoadedSource): void {
  if (choice.where === undefined || connector.filters) return;
  throw new ConfigError(
    `${streamLabel(choice)}: ${connector.spec.title} cannot filter rows. Leave --where out, or use a row filter among the mappers of a --config file.`,
  );
}
