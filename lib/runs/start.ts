import { streamLabel } from "@/connectors/sdk";
import { findDestination } from "@/connectors/registry";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { db, type Connection, type Prisma, type Run } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { sourceCall } from "@/lib/sources/service";
import { readPolicies } from "@/lib/connections/policies";
import { planStreams, streamKey, type SyncPlan } from "@/lib/sync/plan";
import type { PlannedFeed } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { judgeFailure } from "@/lib/sync/retry";
import { closeRun } from "./close";
import { toRunFailure } from "./failure";
import { beat } from "./lease";

/** What a run does, fixed when it starts; kept in the console's database, so that every step sees the same. */
export interface RunPlan extends SyncPlan {
  feeds: PlannedFeed[];
}

/** What is still to be done, by places in the plan. `ended`: the run was cancelled or closed meanwhile. */
export interface RunAgenda {
  ended: boolean;
  feeds: { index: number; streamIndexes: number[] }[];
  streams: number[];
}

export const systemScope = (workspaceId: string): Scope => ({
  workspaceId,
  actor: { kind: "system", part: "runs" },
});

export type StartOutcome =
  | { outcome: "ready"; agenda: RunAgenda }
  | { outcome: "failed" | "ended" }
  | { outcome: "retry"; afterMs: number; fruitless: number };

/** `startRun` as a durable step: a passing fault asks to be tried again, any other ends the run with its cause. */
export async function beginRun(runId: string, fruitless: number): Promise<StartOutcome> {
  try {
    const agenda = await startRun(runId);
    return agenda.ended ? { outcome: "ended" } : { outcome: "ready", agenda };
  } catch (error) {
    const verdict = judgeFailure(error, fruitless + 1);
    const failure = toRunFailure(error, verdict.retry ? "transient" : verdict.kind);
    if (verdict.retry) {
      await db().runLog.create({ data: { runId, level: "warn", message: failure.message } });
      return { outcome: "retry", afterMs: verdict.afterMs, fruitless: fruitless + 1 };
    }
    await closeRun(runId, failure);
    return { outcome: "failed" };
  }
}

/**
 * Plans the run if it has no plan yet, and says what is left of it. May run again at any time: the plan, and with it
 * the generation of each stream, is made once.
 */
export async function startRun(runId: string): Promise<RunAgenda> {
  const run = await db().run.findUniqueOrThrow({ where: { id: runId }, include: { connection: true } });
  if (run.activeConnectionId === null) return { ended: true, feeds: [], streams: [] };
  await beat(run.connectionId, runId);
  if (run.plan === null) await savePlan(run, await makePlan(run, run.connection));
  return agendaOf(runId);
}

export async function loadPlan(runId: string): Promise<RunPlan> {
  const { plan } = await db().run.findUniqueOrThrow({ where: { id: runId }, select: { plan: true } });
  if (plan === null) throw new Error(`Run ${runId} has no plan.`);
  // Written by savePlan alone.
  return plan as unknown as RunPlan;
}

async function makePlan(run: Run, connection: Connection): Promise<RunPlan> {
  const scope = systemScope(run.workspaceId);
  const source = await sourceCall(scope, connection.sourceId);
  const destination = await destinationCall(scope, connection.destinationId);
  const connector = await findDestination(destination.connector)?.load();
  if (!connector) throw new Error(`There is no destination connector ${destination.connector}.`);
  const chosen = configuredStreamSchema.array().parse(connection.streams);
  const { pool } = runtime();
  const filter = chosen.map(({ namespace, name }) => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }));
  const plan = planStreams({
    connectionId: connection.id,
    syncId: run.number,
    extractedAtMs: Date.now(),
    chosen,
    discovered: await pool.run("discover", { source, filter }, { lane: "sync" }),
    generations: await generationsOf(connection.id),
    capabilities: connector.capabilities,
    locations: connector.locations(connector.spec.parse(destination.config)),
    namespace: { definition: connection.namespaceDefinition, format: connection.namespaceFormat },
    prefix: connection.prefix,
    normalization: connection.normalization,
    objects: readPolicies(connection.policies).objects,
  });
  return { ...plan, feeds: await pool.run("planFeeds", { source, destination, ...plan }, { lane: "sync" }) };
}

async function generationsOf(connectionId: string): Promise<Map<string, number>> {
  const rows = await db().streamGeneration.findMany({ where: { connectionId } });
  return new Map(rows.map((row) => [streamKey(row), row.generation]));
}

/** One transaction: plan, generations, and the rows that the screens show. Does nothing where a plan stands already. */
async function savePlan(run: Run, plan: RunPlan): Promise<void> {
  await db().$transaction(async (tx) => {
    const saved = await tx.run.updateMany({
      where: { id: run.id, startedAt: null, activeConnectionId: { not: null } },
      data: { plan: plan as unknown as Prisma.InputJsonObject, status: "running", startedAt: new Date() },
    });
    if (saved.count === 0) return;
    for (const { stream, outputs } of plan.reads) {
      const generation = plan.streams[outputs[0] ?? 0]?.generation ?? 1;
      const key = { connectionId: run.connectionId, namespace: stream.namespace ?? "", name: stream.name };
      await tx.streamGeneration.upsert({
        where: { connectionId_namespace_name: key },
        create: { ...key, generation },
        update: { generation },
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
    await tx.runLog.create({ data: { runId: run.id, level: "info", message: describePlan(plan) } });
  });
}

async function agendaOf(runId: string): Promise<RunAgenda> {
  const run = await db().run.findUniqueOrThrow({
    where: { id: runId },
    include: { feeds: true, streams: true },
  });
  if (run.activeConnectionId === null) return { ended: true, feeds: [], streams: [] };
  return {
    ended: false,
    feeds: run.feeds
      .filter((feed) => !feed.complete && feed.failure === null)
      .map(({ index, streamIndexes }) => ({ index, streamIndexes }))
      .sort((left, right) => left.index - right.index),
    streams: run.streams
      .filter((stream) => stream.phase !== "done" && stream.phase !== "failed")
      .map((stream) => stream.index)
      .sort((left, right) => left - right),
  };
}

function describePlan(plan: RunPlan): string {
  const lines = plan.streams.map(
    ({ stream, table, write }) =>
      `${streamLabel(stream)} → ${table.namespace}.${table.name} (${stream.mode}, ${write})`,
  );
  return `Planned ${plan.streams.length} streams in ${plan.feeds.length} feeds: ${lines.slice(0, 20).join("; ")}${lines.length > 20 ? "; …" : ""}`;
}
