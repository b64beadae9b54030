import { streamLabel, type Destination, type Stream, type StreamPlan } from "@/connectors/sdk";
import { asLastMoved, reconcileSchema } from "@/lib/catalog/reconcile";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { loadDestination } from "@/lib/connectors/catalogue";
import { readPolicies } from "@/lib/connections/policies";
import { claimsOfPlan, type TableClaim } from "@/lib/connections/table-claims";
import { db, type Connection, type Prisma, type Run } from "@/lib/db";
import type { CallOptions } from "@/lib/destinations/calls";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { sourceCall } from "@/lib/sources/service";
import { needsFitting } from "@/lib/sync/fit-columns";
import { planStreams, type PlanRequest, type SyncPlan } from "@/lib/sync/plan";
import { planInPlace } from "@/lib/sync/compare/plan-in-place";
import { planReplay, replayFeedId } from "@/lib/sync/replay";
import { planSample } from "@/lib/sync/sample-tables";
import { streamKey } from "@/lib/sync/stream-key";
import type { ConnectorCall, DestinationCall, PlannedFeed, TaskOptions } from "@/lib/worker/tasks";
import { fitsColumns, isInspection, loadingKinds, needsSoleTables, staysInPlace } from "./kinds";
import { rememberStreams } from "./remember-streams";
import { readSample } from "./sample-schema";
import { listSchemaChanges, SchemaChangedError } from "./schema-change";
import type { RunSchemaChange } from "./schema";
import { systemScope } from "./scope";
import { requireSoleTables } from "./sole-tables";

/** What a run does, fixed when it starts; kept in the console's database, so that every step sees the same. */
export interface RunPlan extends SyncPlan {
  feeds: PlannedFeed[];
}

/** What planning has to know of a run; a run that only might be has no more. */
export type RunToPlan = Pick<Run, "workspaceId" | "kind" | "chosenStreams" | "number" | "sample"> & {
  /** By `streamKey`: a choice is about to be stored after which the next run takes the schema of these as it finds it. */
  takesAsFound?: ReadonlySet<string>;
};

/** What planning found besides the plan, and the console is to remember with it. */
export interface Planned {
  plan: RunPlan;
  chosen: ConfiguredStream[];
  /** The chosen streams as the next run is to compare them with the source's. */
  remembered: Stream[];
  /** Every stream that the source offers; null where this run did not look. */
  offered: Stream[] | null;
  notes: string[];
  /** Against what the streams were when they were last moved; null where this run did not ask. */
  schemaChanges: RunSchemaChange[] | null;
  /** The tables that the plan's streams write to. */
  claims: TableClaim[];
}

/**
 * Looks at the source, settles what becomes of changes of its schema, and fixes what the run does. Throws
 * SchemaChangedError where a person must decide first, and ConfigError where a table is another connection's. Does
 * nothing where a plan stands already.
 */
export async function planRun(run: Run, connection: Connection): Promise<void> {
  await savePlan(run, connection, await makePlan(run, connection, "sync"));
}

export async function loadPlan(runId: string): Promise<RunPlan> {
  const { plan } = await db().run.findUniqueOrThrow({ where: { id: runId }, select: { plan: true } });
  if (plan === null) throw new Error(`Run ${runId} has no plan.`);
  // Written by savePlan alone.
  return plan as unknown as RunPlan;
}

/**
 * What a run does, as the source and the connection are now; for looking at it and for clearing too. Writes nothing.
 * SchemaChangedError where a person must decide first; AuthError where the run may not write what it is to write.
 */
export async function makePlan(
  run: RunToPlan,
  connection: Connection,
  lane: TaskOptions["lane"],
): Promise<Planned> {
  const scope = systemScope(run.workspaceId);
  const source = await sourceCall(scope, connection.sourceId);
  const destination = await destinationCall(scope, connection.destinationId, numberOf(run));
  const connector = await loadDestination(destination.connector);
  const chosen = configuredStreamSchema
    .array()
    .parse(connection.streams)
    .filter((choice) => isAbout(run, choice));
  const policies = readPolicies(connection.policies);
  const known = await knownStreams(connection.id);
  const looksAtAll = policies.schemaChanges === "propagate_fully" && run.kind === "sync";
  const discovered = await discover(source, looksAtAll ? null : chosen, lane);
  const reconciled = staysInPlace(run.kind)
    ? asLastMoved({ chosen, discovered, known: known.schemas, policies })
    : reconcileSchema({
        chosen,
        discovered,
        known: judgedBy(run, known.schemas),
        offeredBefore: offeredBefore(connection),
        policies,
        writeModes: connector.capabilities.modes,
      });
  if (reconciled.verdict !== "go") throw new SchemaChangedError(reconciled);
  const plan = planByKind(run, {
    ...settingsFor(connection, { connector, config: destination.config }),
    syncId: run.number,
    extractedAtMs: await instantOf(connection),
    chosen: reconciled.chosen,
    discovered: reconciled.streams,
    generations: staysInPlace(run.kind) ? known.shown : known.generations,
  });
  const notes = [...reconciled.notes];
  const isFitted = fitsColumns(run.kind) && needsFitting(connector, plan);
  const fitted = isFitted ? await fitTo(destination, plan, { lane, notes }) : plan;
  if (run.kind !== "verify") await authorize(destination, fitted, lane);
  const claims = claimsOfPlan(fitted.streams, connector);
  return {
    claims: run.kind === "clear" ? claims.map((claim) => ({ ...claim, isSole: true })) : claims,
    plan: await withFeeds(run, fitted, { source, destination, lane }),
    chosen: reconciled.chosen,
    remembered: reconciled.remembered,
    offered: looksAtAll ? discovered : null,
    notes,
    schemaChanges: loadingKinds.includes(run.kind)
      ? listSchemaChanges({ chosen, known: known.schemas, discovered, moved: reconciled })
      : null,
  };
}

/** What is compared with the source: all that was moved before, for a run whose streams the next one is to compare with. */
function judgedBy(run: RunToPlan, schemas: ReadonlyMap<string, Stream>): ReadonlyMap<string, Stream> {
  if (!loadingKinds.includes(run.kind)) return new Map();
  return new Map([...schemas].filter(([key]) => !run.takesAsFound?.has(key)));
}

/** What a plan takes from the connection and its destination, whatever the run. */
export function settingsFor(
  connection: Pick<
    Connection,
    "id" | "namespaceDefinition" | "namespaceFormat" | "prefix" | "normalization" | "policies"
  >,
  { connector, config }: { connector: Destination<unknown>; config: unknown },
): Pick<
  PlanRequest,
  "connectionId" | "capabilities" | "locations" | "namespace" | "prefix" | "normalization" | "objects"
> {
  return {
    connectionId: connection.id,
    capabilities: connector.capabilities,
    locations: connector.locations(connector.spec.parse(config)),
    namespace: { definition: connection.namespaceDefinition, format: connection.namespaceFormat },
    prefix: connection.prefix,
    normalization: connection.normalization,
    objects: readPolicies(connection.policies).objects,
  };
}

/** A run that only might be has no number. */
function numberOf({ number }: RunToPlan): CallOptions {
  return number === 0 ? {} : { runNumber: number };
}

/** Asks about all that is to be written, before anything is; throws as the gate does. */
async function authorize(
  destination: DestinationCall,
  { streams }: SyncPlan,
  lane: TaskOptions["lane"],
): Promise<void> {
  await runtime().pool.run("authorizeWrites", { destination, streams }, { lane });
}

/** Adds to `notes` which columns go elsewhere. */
function fitTo(
  destination: DestinationCall,
  plan: SyncPlan,
  { lane, notes }: { lane: TaskOptions["lane"]; notes: string[] },
): Promise<SyncPlan> {
  return runtime().pool.run(
    "fitColumns",
    { destination, ...plan },
    {
      lane,
      onEvent: (event) => {
        if (event.type === "log" && event.facts.column !== undefined) notes.push(event.message);
      },
    },
  );
}

function planByKind({ kind, sample }: RunToPlan, request: PlanRequest): SyncPlan {
  switch (kind) {
    case "sync":
    case "clear":
      return planStreams(request);
    case "replay":
      return planReplay(request);
    case "verify":
    case "repair":
      return planInPlace(request);
    case "refresh":
      return planStreams({ ...request, refresh: new Set(request.chosen.map(streamKey)) });
    case "sample":
      return planSample(request, readSample(sample)?.namespace);
  }
}

/** A replay reads nothing of the source, and is about the streams alone of which something waits. */
async function withFeeds(
  run: RunToPlan,
  plan: SyncPlan,
  ends: { source: ConnectorCall; destination: DestinationCall; lane: TaskOptions["lane"] },
): Promise<RunPlan> {
  const { source, destination, lane } = ends;
  // Whole streams are compared and mended, not feeds moved.
  if (isInspection(run.kind)) return { ...ownTablesOf(plan), feeds: [] };
  if (run.kind === "replay") {
    const plans = plan.streams;
    const waits = await runtime().pool.run("findWaiting", { destination, plans }, { lane });
    return replayOf(plans.filter((_, index) => waits[index]));
  }
  const sample = readSample(run.sample);
  const input = { source, destination, ...plan, ...(sample ? { sampleRows: sample.rows } : {}) };
  return { ...plan, feeds: await runtime().pool.run("planFeeds", input, { lane }) };
}

/** Rows of child tables have no names by which they could be found again. */
function ownTablesOf({ streams, reads }: SyncPlan): SyncPlan {
  return {
    streams: reads.flatMap(({ outputs }) => streams[outputs[0] ?? -1] ?? []),
    reads: reads.map((read, index) => ({ ...read, outputs: [index] })),
  };
}

function replayOf(streams: StreamPlan[]): RunPlan {
  const feeds = streams.map((plan, index): PlannedFeed => {
    const feed = { id: replayFeedId(plan), streams: [plan.stream] };
    return { feed, reads: [], streamIndexes: [index], encoding: "rows" };
  });
  return { streams, reads: [], feeds };
}

/**
 * What the run's rows are marked with: later than the rows of any run before, though the machine's clock was set back.
 * By it a destination counts the rows of a run, and of two rows that have key and cursor in common keeps the later one.
 */
async function instantOf({ id: connectionId }: Connection): Promise<number> {
  const [before] = await db().$queryRaw<{ ms: number | null }[]>`
    SELECT (plan #>> '{streams,0,extractedAtMs}')::float8 AS ms FROM run
     WHERE connection_id = ${connectionId}::uuid AND plan IS NOT NULL ORDER BY number DESC LIMIT 1`;
  return Math.max(Date.now(), (before?.ms ?? 0) + 1);
}

function isAbout({ kind, chosenStreams }: RunToPlan, choice: ConfiguredStream): boolean {
  return kind === "sync" || !Array.isArray(chosenStreams) || chosenStreams.includes(streamKey(choice));
}

/** The chosen streams alone, which is cheap however many there are; or all. */
function discover(
  source: ConnectorCall,
  chosen: ConfiguredStream[] | null,
  lane: TaskOptions["lane"],
): Promise<Stream[]> {
  const filter = chosen?.map(({ namespace, name }) => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }));
  return runtime().pool.run("discover", { source, ...(filter ? { filter } : {}) }, { lane });
}

async function knownStreams(
  connectionId: string,
): Promise<{ generations: Map<string, number>; shown: Map<string, number>; schemas: Map<string, Stream> }> {
  const rows = await db().streamGeneration.findMany({ where: { connectionId } });
  return {
    generations: new Map(rows.map((row) => [streamKey(row), row.generation])),
    shown: new Map(rows.map((row) => [streamKey(row), row.shown ?? row.generation])),
    // Written by savePlan alone.
    schemas: new Map(
      rows.flatMap((row) =>
        row.schema === null ? [] : [[streamKey(row), row.schema as unknown as Stream] as const],
      ),
    ),
  };
}

function offeredBefore({ offeredStreams }: Connection): ReadonlySet<string> | null {
  return Array.isArray(offeredStreams) ? new Set(offeredStreams.map(String)) : null;
}

/** One transaction: plan, generations and schemas, new streams, and the rows that the screens show. */
async function savePlan(run: Run, connection: Connection, planned: Planned): Promise<void> {
  const { plan, chosen, claims, offered, notes, schemaChanges } = planned;
  await db().$transaction(async (tx) => {
    const saved = await tx.run.updateMany({
      where: { id: run.id, startedAt: null, activeConnectionId: { not: null } },
      data: {
        plan: plan as unknown as Prisma.InputJsonObject,
        status: "running",
        startedAt: new Date(),
        ...(schemaChanges ? { schemaChanges } : {}),
      },
    });
    if (saved.count === 0) return;
    // Only what moves the connection's own tables is remembered of its streams.
    if (loadingKinds.includes(run.kind)) await rememberStreams(tx, connection, { ...planned, claims });
    if (offered) {
      await tx.connection.updateMany({
        where: { id: run.connectionId, workspaceId: run.workspaceId },
        data: { streams: chosen as Prisma.InputJsonValue, offeredStreams: offered.map(streamKey) },
      });
    }
    await tx.runStream.createMany({
      data: plan.streams.map(({ stream }, index) => ({
        runId: run.id,
        index,
        namespace: stream.namespace ?? "",
        name: stream.name,
      })),
    });
    await tx.runFeed.createMany({
      data: plan.feeds.map(({ streamIndexes }, index) => ({ runId: run.id, index, streamIndexes })),
    });
    await tx.runLog.createMany({
      data: [describePlan(plan), ...notes].map((message) => ({ runId: run.id, level: "info", message })),
    });
    // Last, because runs of the destination wait here for each other.
    if (needsSoleTables(run.kind))
      await requireSoleTables(tx, connection, claims, { empties: run.kind === "clear" });
  });
}

function describePlan({ streams, feeds }: RunPlan): string {
  const lines = streams.map(({ stream, table, write, history, key }) => {
    const extras = [
      stream.mode,
      write,
      ...(history ? [`history in ${history.name}`] : []),
      ...(key.includes("_sluice_row_hash") ? ["rows told apart by a hash: there is no primary key"] : []),
    ];
    return `${streamLabel(stream)} → ${table.namespace}.${table.name} (${extras.join(", ")})`;
  });
  return `Planned ${counted(streams.length, "stream")} in ${counted(feeds.length, "feed")}: ${lines.slice(0, 20).join("; ")}${lines.length > 20 ? "; …" : ""}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
