import {
  continueFrom,
  parseCheckpoint,
  type Checkpoint,
  type FeedPlan,
  type Position,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { requireConnection } from "@/lib/connections/require";
import { describeSharedTable, findSharedTables, type SharedTable } from "@/lib/connections/shared-tables";
import { db, type Connection } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { TaskResult } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { forecastStream, type Forecast, type PastLoad } from "./forecast";
import { loadingKinds } from "./kinds";
import { makePlan, type RunPlan, type RunToPlan } from "./plan-run";
import { requireChosen } from "./request";
import { SchemaChangedError } from "./schema-change";

/** The runs whose loads are taken for what the next one will be like. */
const runsToLookAt = 5;

export interface DryRun {
  schemaChanges: {
    /** What becomes of them: they are followed, wait for approval (the connection is paused), or fail the run. */
    verdict: "apply" | "pause" | "refuse";
    messages: string[];
  };
  /** Empty where the schema's changes stop the run. Child tables follow their parent. */
  streams: DryStream[];
}

/** A dry run, and the plans that it speaks of, in the order of its streams. */
export interface PlannedDryRun extends DryRun {
  plans: StreamPlan[];
}

export interface DryStream extends StreamName {
  mode: StreamPlan["stream"]["mode"];
  write: StreamPlan["write"];
  table: TableName;
  statements: string[];
  warnings: string[];
  /** The run whose checkpoint is gone on from, and when that run ended; null: from the start. */
  since: { runNumber: number; at: Date | null; position: Position } | null;
  /** null for a child table, whose rows come with those of its parent. */
  forecast: Forecast | null;
}

/**
 * What the next run of a connection would do: planned by the planner of runs, against the source and the destination as
 * they are now. Creates no run, writes nothing anywhere, and may be asked for while a run goes on. Throws what a run
 * would fail with.
 */
export async function dryRun(
  scope: Scope,
  connectionId: string,
  wanted: { kind?: "sync" | "refresh"; streams?: StreamName[] } = {},
): Promise<DryRun> {
  const connection = await requireConnection(scope, connectionId);
  if (wanted.streams) requireChosen(connection, wanted.streams);
  const { schemaChanges, streams } = await dryRunOf(scope, connection, {
    kind: wanted.kind ?? "sync",
    chosenStreams: wanted.streams?.map(streamKey) ?? null,
  });
  return { schemaChanges, streams };
}

/** The same of a connection that need not be stored as it is given. */
export async function dryRunOf(
  scope: Scope,
  connection: Connection,
  wanted: Pick<RunToPlan, "kind" | "chosenStreams" | "takesAsFound">,
): Promise<PlannedDryRun> {
  const run: RunToPlan = {
    ...wanted,
    workspaceId: scope.workspaceId,
    // Below that of any run: whatever is stored was stored by another one.
    number: 0,
    sample: null,
  };
  try {
    const { plan, notes, claims } = await makePlan(run, connection, "interactive");
    const destination = await destinationCall(scope, connection.destinationId);
    const told = await runtime().pool.run(
      "explain",
      { destination, connectionId: connection.id, plans: plan.streams },
      { lane: "interactive" },
    );
    const shared = await findSharedTables(scope, connection, claims);
    const streams = await describeStreams(connection.id, plan, { ...told, shared });
    return { schemaChanges: { verdict: "apply", messages: notes }, streams, plans: plan.streams };
  } catch (error) {
    if (!(error instanceof SchemaChangedError)) throw error;
    const verdict = error.needsApproval ? "pause" : "refuse";
    return { schemaChanges: { verdict, messages: error.reasons }, streams: [], plans: [] };
  }
}

async function describeStreams(
  connectionId: string,
  plan: RunPlan,
  { explained, states, shared }: TaskResult<"explain"> & { shared: SharedTable[] },
): Promise<DryStream[]> {
  const stored = states
    ? new Map(states.map(({ feedId, checkpoint }) => [feedId, checkpoint]))
    : await lastCheckpoints(connectionId);
  const past = await pastLoads(connectionId);
  const since = plan.streams.map((_, index) => checkpointOf(index, plan, stored));
  const ends = await runEnds(
    connectionId,
    since.flatMap((checkpoint) => checkpoint?.syncId ?? []),
  );
  const sharedBy = groupByStream(shared);
  return plan.streams.map((streamPlan, index) => {
    const { stream, table, write, parent } = streamPlan;
    const { statements = [], warnings = [] } = explained[index] ?? {};
    const { namespace, name, mode, estimate } = stream;
    const from = since[index] ?? null;
    const loads = past.get(streamKey(stream)) ?? [];
    const ofOthers = parent ? [] : (sharedBy.get(streamKey(stream)) ?? []);
    return {
      ...(namespace === undefined ? {} : { namespace }),
      name,
      mode,
      write,
      table,
      statements,
      warnings: [...ofOthers.map(describeSharedTable), ...warnings],
      since: from
        ? { runNumber: from.syncId, at: ends.get(from.syncId) ?? null, position: from.position }
        : null,
      forecast: parent ? null : forecastStream({ mode, goesOn: from !== null, estimate, past: loads }),
    };
  });
}

/** By `streamKey`. */
function groupByStream(shared: SharedTable[]): Map<string, SharedTable[]> {
  const groups = new Map<string, SharedTable[]>();
  for (const each of shared) {
    const key = streamKey(each.stream);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

/** By the rule that writers go by. A stream goes on where all of its feeds do; what it goes on from is the first's. */
function checkpointOf(
  index: number,
  plan: RunPlan,
  stored: ReadonlyMap<string, Checkpoint | null>,
): Checkpoint | null {
  const feeds = plan.feeds.filter(({ streamIndexes }) => streamIndexes.includes(index));
  const checkpoints = feeds.map(({ feed, streamIndexes, encoding }) => {
    const streams = streamIndexes.flatMap((place) => plan.streams[place] ?? []);
    const feedPlan: FeedPlan = {
      connectionId: streams[0]?.connectionId ?? "",
      feedId: feed.id,
      syncId: 0,
      streams,
      encoding,
      isRepeatable: false,
      fence: 0,
      careful: false,
    };
    const before = stored.get(feed.id) ?? null;
    return continueFrom(before, feedPlan) && before;
  });
  return checkpoints.includes(null) ? null : (checkpoints[0] ?? null);
}

/** By run number. */
async function runEnds(connectionId: string, numbers: number[]): Promise<Map<number, Date | null>> {
  const runs = await db().run.findMany({
    where: { connectionId, number: { in: [...new Set(numbers)] } },
    select: { number: true, endedAt: true },
  });
  return new Map(runs.map(({ number, endedAt }) => [number, endedAt]));
}

/** Of a destination that keeps none itself, the console's history is all there is. */
async function lastCheckpoints(connectionId: string): Promise<Map<string, Checkpoint>> {
  const entries = await db().checkpointEntry.findMany({
    where: { connectionId },
    distinct: ["feedId"],
    orderBy: [{ feedId: "asc" }, { id: "desc" }],
  });
  return new Map(entries.map(({ feedId, checkpoint }) => [feedId, parseCheckpoint(checkpoint, feedId)]));
}

/** By `streamKey`: what the connection's last runs moved, where it was verified. */
async function pastLoads(connectionId: string): Promise<Map<string, PastLoad[]>> {
  const runs = await db().run.findMany({
    where: { connectionId, kind: { in: loadingKinds }, status: "succeeded" },
    orderBy: { number: "desc" },
    take: runsToLookAt,
    select: { streams: { where: { verified: true } } },
  });
  const loads = new Map<string, PastLoad[]>();
  for (const stream of runs.flatMap((run) => run.streams)) {
    const { startedAt, endedAt, rowsRead, bytes } = stream;
    if (!startedAt || !endedAt) continue;
    const seconds = (endedAt.getTime() - startedAt.getTime()) / 1000;
    const key = streamKey(stream);
    loads.set(key, [...(loads.get(key) ?? []), { rows: Number(rowsRead), bytes: Number(bytes), seconds }]);
  }
  return loads;
}
