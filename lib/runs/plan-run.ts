import { streamLabel, type Stream } from "@/connectors/sdk";
import { findDestination } from "@/connectors/registry";
import { reconcileSchema } from "@/lib/catalog/reconcile";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { readPolicies } from "@/lib/connections/policies";
import { db, type Connection, type Prisma, type Run } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { sourceCall } from "@/lib/sources/service";
import { planStreams, type SyncPlan } from "@/lib/sync/plan";
import { streamKey } from "@/lib/sync/stream-key";
import type { ConnectorCall, PlannedFeed } from "@/lib/worker/tasks";
import { SchemaChangedError } from "./schema-change";
import { systemScope } from "./scope";

/** What a run does, fixed when it starts; kept in the console's database, so that every step sees the same. */
export interface RunPlan extends SyncPlan {
  feeds: PlannedFeed[];
}

/** What planning found besides the plan, and the console is to remember with it. */
interface Planned {
  plan: RunPlan;
  chosen: ConfiguredStream[];
  /** The chosen streams as this run moves them. */
  streams: Stream[];
  /** Every stream that the source offers; null where this run did not look. */
  offered: Stream[] | null;
  notes: string[];
}

/**
 * Looks at the source, settles what becomes of changes of its schema, and fixes what the run does. Throws
 * SchemaChangedError where a person must decide first. Does nothing where a plan stands already.
 */
export async function planRun(run: Run, connection: Connection): Promise<void> {
  await savePlan(run, await makePlan(run, connection));
}

/** What a run would do, as far as planning alone can say: for looking at it, and for clearing. */
export async function draftPlan(run: Run, connection: Connection): Promise<RunPlan> {
  return (await makePlan(run, connection)).plan;
}

export async function loadPlan(runId: string): Promise<RunPlan> {
  const { plan } = await db().run.findUniqueOrThrow({ where: { id: runId }, select: { plan: true } });
  if (plan === null) throw new Error(`Run ${runId} has no plan.`);
  // Written by savePlan alone.
  return plan as unknown as RunPlan;
}

async function makePlan(run: Run, connection: Connection): Promise<Planned> {
  const scope = systemScope(run.workspaceId);
  const source = await sourceCall(scope, connection.sourceId);
  const destination = await destinationCall(scope, connection.destinationId);
  const connector = await findDestination(destination.connector)?.load();
  if (!connector) throw new Error(`There is no destination connector ${destination.connector}.`);
  const chosen = configuredStreamSchema
    .array()
    .parse(connection.streams)
    .filter((choice) => isAbout(run, choice));
  const refresh = run.kind === "refresh" ? new Set(chosen.map(streamKey)) : new Set<string>();
  const policies = readPolicies(connection.policies);
  const known = await knownStreams(connection.id);
  const looksAtAll = policies.schemaChanges === "propagate_fully" && run.kind === "sync";
  const discovered = await discover(source, looksAtAll ? null : chosen);
  const reconciled = reconcileSchema({
    chosen,
    discovered,
    known: run.kind === "sync" ? known.schemas : new Map(),
    offeredBefore: offeredBefore(connection),
    policies,
    writeModes: connector.capabilities.modes,
  });
  if (reconciled.verdict !== "go") throw new SchemaChangedError(reconciled);
  const plan = planStreams({
    connectionId: connection.id,
    syncId: run.number,
    extractedAtMs: await instantOf(run),
    chosen: reconciled.chosen,
    discovered: reconciled.streams,
    generations: known.generations,
    capabilities: connector.capabilities,
    locations: connector.locations(connector.spec.parse(destination.config)),
    namespace: { definition: connection.namespaceDefinition, format: connection.namespaceFormat },
    prefix: connection.prefix,
    normalization: connection.normalization,
    objects: policies.objects,
    refresh,
  });
  const feeds = await runtime().pool.run("planFeeds", { source, destination, ...plan }, { lane: "sync" });
  return {
    plan: { ...plan, feeds },
    chosen: reconciled.chosen,
    streams: reconciled.streams,
    offered: looksAtAll ? discovered : null,
    notes: reconciled.notes,
  };
}

/**
 * What the run's rows are marked with: later than the rows of any run before, though the machine's clock was set back.
 * By it a destination counts the rows of a run, and of two rows that have key and cursor in common keeps the later one.
 */
async function instantOf({ connectionId }: Run): Promise<number> {
  const [before] = await db().$queryRaw<{ ms: number | null }[]>`
    SELECT (plan #>> '{streams,0,extractedAtMs}')::float8 AS ms FROM run
     WHERE connection_id = ${connectionId}::uuid AND plan IS NOT NULL ORDER BY number DESC LIMIT 1`;
  return Math.max(Date.now(), (before?.ms ?? 0) + 1);
}

function isAbout({ kind, chosenStreams }: Run, choice: ConfiguredStream): boolean {
  return kind === "sync" || !Array.isArray(chosenStreams) || chosenStreams.includes(streamKey(choice));
}

/** The chosen streams alone, which is cheap however many there are; or all. */
function discover(source: ConnectorCall, chosen: ConfiguredStream[] | null): Promise<Stream[]> {
  const filter = chosen?.map(({ namespace, name }) => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }));
  return runtime().pool.run("discover", { source, ...(filter ? { filter } : {}) }, { lane: "sync" });
}

async function knownStreams(
  connectionId: string,
): Promise<{ generations: Map<string, number>; schemas: Map<string, Stream> }> {
  const rows = await db().streamGeneration.findMany({ where: { connectionId } });
  return {
    generations: new Map(rows.map((row) => [streamKey(row), row.generation])),
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
async function savePlan(run: Run, { plan, chosen, streams, offered, notes }: Planned): Promise<void> {
  await db().$transaction(async (tx) => {
    const saved = await tx.run.updateMany({
      where: { id: run.id, startedAt: null, activeConnectionId: { not: null } },
      data: { plan: plan as unknown as Prisma.InputJsonObject, status: "running", startedAt: new Date() },
    });
    if (saved.count === 0) return;
    const found = new Map(streams.map((stream) => [streamKey(stream), stream]));
    for (const { stream, outputs } of plan.reads) {
      const generation = plan.streams[outputs[0] ?? 0]?.generation ?? 1;
      const schema = found.get(streamKey(stream)) as unknown as Prisma.InputJsonObject;
      const key = { connectionId: run.connectionId, namespace: stream.namespace ?? "", name: stream.name };
      await tx.streamGeneration.upsert({
        where: { connectionId_namespace_name: key },
        create: { ...key, generation, schema },
        update: { generation, schema },
      });
    }
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
  return `Planned ${streams.length} streams in ${feeds.length} feeds: ${lines.slice(0, 20).join("; ")}${lines.length > 20 ? "; …" : ""}`;
}
