import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { streamLabel, type Finished, type StreamPlan } from "@/connectors/sdk";
import { readPolicies } from "@/lib/connections/policies";
import { db, Prisma, type Connection, type RunKind } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { judgeFailure } from "@/lib/sync/retry";
import { verifyStream } from "@/lib/sync/verify";
import { whileActive } from "./active";
import { committedCounts, sumCounts } from "./committed";
import { toRunFailure } from "./failure";
import { judgeHold } from "./hold";
import { isInspection } from "./kinds";
import { beat } from "./lease";
import type { RunFailure } from "./schema";
import { loadPlan, type RunPlan } from "./plan-run";
import { systemScope } from "./scope";
import { repairContent, verifyContent } from "./compare";

export type StreamOutcome =
  | { outcome: "complete" | "held" | "failed" | "ended" }
  | { outcome: "retry"; afterMs: number; fruitless: number };

/**
 * Makes a stream's rows visible once all its feeds are complete; a stream with a feed that failed or never ran is
 * left as it was. May be repeated: the destination does it once.
 */
export function finishStream(runId: string, index: number, fruitless: number): Promise<StreamOutcome> {
  return withStream(runId, index, fruitless, async ({ run, plan, call, signal }) => {
    if (isInspection(run.kind)) return beginInspection(runId, index);
    const feeds = await db().runFeed.findMany({ where: { runId, streamIndexes: { has: index } } });
    if (feeds.some((feed) => !feed.complete)) return failStream(runId, index, notRead(plan, index));
    await db().runStream.updateMany({
      where: { runId, index },
      data: committedCounts(sumCounts(feeds, index)),
    });
    const streamPlan = plan.streams[index];
    if (!streamPlan) throw new Error(`Run ${runId} has no stream ${index}.`);
    const early = await notYet(runId, index, plan, sumCounts(feeds, index).written);
    if (early) return early;
    await db().runStream.updateMany({ where: { runId, index }, data: { phase: "finishing" } });
    const finished = await runtime().pool.run(
      "finish",
      { destination: call, plan: streamPlan },
      { lane: "sync", signal },
    );
    await db().runStream.updateMany({
      where: { runId, index },
      data: {
        phase: "verifying",
        visibleRows: finished.rows,
        superseded: finished.superseded,
        deleted: finished.deleted ?? 0,
        versions: finished.versions ?? null,
        measured: finished.measured ? { ...finished.measured } : Prisma.DbNull,
      },
    });
    await keepShown(streamPlan);
    return { outcome: "complete" };
  });
}

const measuredSchema = z.object({ rows: z.number(), versions: z.number().exactOptional() });

async function beginInspection(runId: string, index: number): Promise<StreamOutcome> {
  await db().runStream.updateMany({
    where: { runId, index },
    data: { phase: "verifying", startedAt: new Date() },
  });
  return { outcome: "complete" };
}

/** Which generation the stream's table shows from now on. */
async function keepShown({ connectionId, stream, parent, generation }: StreamPlan): Promise<void> {
  if (parent) return;
  await db().streamGeneration.updateMany({
    where: { connectionId, namespace: stream.namespace ?? "", name: stream.name },
    data: { shown: generation },
  });
}

/** Why the stream must not be finished now: it is held or refused, or its parent is. */
async function notYet(
  runId: string,
  index: number,
  plan: RunPlan,
  written: number,
): Promise<StreamOutcome | null> {
  const streamPlan = plan.streams[index];
  if (!streamPlan) throw new Error(`Run ${runId} has no stream ${index}.`);
  const label = streamLabel(streamPlan.stream);
  const row = await db().runStream.findUniqueOrThrow({ where: { runId_index: { runId, index } } });
  if (row.phase === "failed") return { outcome: "failed" };
  if (streamPlan.parent) return parentOutcome(runId, index, plan);
  const hold = await judgeHold(row, streamPlan, written);
  if (!hold.held) return null;
  if (hold.isOver)
    return failStream(runId, index, { kind: "unverified", message: hold.message, stream: label });
  if (row.heldAt === null)
    await db().runLog.create({ data: { runId, level: "warn", stream: label, message: hold.message } });
  return { outcome: "held" };
}

/** A child table follows its parent. */
async function parentOutcome(runId: string, index: number, plan: RunPlan): Promise<StreamOutcome | null> {
  const child = plan.streams[index];
  const parent = plan.streams.findIndex(({ table }) => isDeepStrictEqual(table, child?.parent?.table));
  // A replay may be about the child alone.
  if (parent < 0) return null;
  const { phase } = await db().runStream.findUniqueOrThrow({
    where: { runId_index: { runId, index: parent } },
  });
  if (phase === "done" || phase === "verifying") return null;
  if (phase === "held") {
    await db().runStream.updateMany({ where: { runId, index }, data: { phase: "held" } });
    return { outcome: "held" };
  }
  const label = child ? streamLabel(child.stream) : String(index);
  const message = `${label} was left as it was, because its parent table was.`;
  return failStream(runId, index, { kind: "internal", message, stream: label });
}

/** Counts the stream's rows of this run at the destination and holds them against what was committed. May be repeated. */
export function verifyRunStream(runId: string, index: number, fruitless: number): Promise<StreamOutcome> {
  return withStream(runId, index, fruitless, async ({ run, plan, call, signal }) => {
    const streamPlan = plan.streams[index];
    if (!streamPlan) throw new Error(`Run ${runId} has no stream ${index}.`);
    if (isInspection(run.kind)) return inspectStream({ run, plan, index, signal });
    const row = await db().runStream.findUniqueOrThrow({ where: { runId_index: { runId, index } } });
    const measured =
      row.measured === null
        ? await runtime().pool.run(
            "measure",
            { destination: call, plan: streamPlan },
            { lane: "sync", signal },
          )
        : measuredSchema.parse(row.measured);
    const feeds = await db().runFeed.findMany({ where: { runId, streamIndexes: { has: index } } });
    const finished: Finished = {
      rows: Number(row.visibleRows ?? 0),
      superseded: Number(row.superseded),
      ...(row.versions === null ? {} : { versions: Number(row.versions) }),
    };
    const result = verifyStream({ counts: sumCounts(feeds, index), finished, measured });
    const label = streamLabel(streamPlan.stream);
    const isByContent = readPolicies(run.connection.policies).verification === "checksums";
    const content = result.verified && isByContent ? await verifyContent({ run, plan, index, signal }) : null;
    const reason = result.reason ?? content;
    await db().runStream.updateMany({
      where: { runId, index },
      data: { verifiedRows: measured.rows, verified: reason === null },
    });
    if (reason !== null)
      return failStream(runId, index, { kind: "unverified", message: reason, stream: label });
    await db().runStream.updateMany({
      where: { runId, index },
      data: { phase: "done", endedAt: new Date() },
    });
    await db().runLog.create({
      data: {
        runId,
        level: "info",
        stream: label,
        message: `Verified: ${result.expectedRows} rows committed = ${result.measuredRows} rows found.`,
      },
    });
    return { outcome: "complete" };
  });
}

async function inspectStream(work: Omit<StreamWork, "call"> & { index: number }): Promise<StreamOutcome> {
  const { run, plan, index } = work;
  const reason = run.kind === "repair" ? await repairContent(work) : await verifyContent(work);
  await db().runStream.updateMany({ where: { runId: run.id, index }, data: { verified: reason === null } });
  const stream = plan.streams[index];
  const label = stream ? streamLabel(stream.stream) : String(index);
  if (reason !== null)
    return failStream(run.id, index, { kind: "unverified", message: reason, stream: label });
  await db().runStream.updateMany({
    where: { runId: run.id, index },
    data: { phase: "done", endedAt: new Date() },
  });
  return { outcome: "complete" };
}

interface StreamWork {
  run: { id: string; number: number; kind: RunKind; workspaceId: string; connection: Connection };
  plan: RunPlan;
  call: Awaited<ReturnType<typeof destinationCall>>;
  signal: AbortSignal;
}

async function withStream(
  runId: string,
  index: number,
  fruitless: number,
  work: (work: StreamWork) => Promise<StreamOutcome>,
): Promise<StreamOutcome> {
  const run = await db().run.findUniqueOrThrow({
    where: { id: runId },
    omit: { plan: true },
    include: { connection: true },
  });
  if (!(await beat(run.connectionId, runId))) return { outcome: "ended" };
  const plan = await loadPlan(runId);
  return whileActive(runId, async (signal) => {
    try {
      const call = await destinationCall(systemScope(run.workspaceId), run.connection.destinationId, {
        runNumber: run.number,
      });
      return await work({ run, plan, call, signal });
    } catch (error) {
      if (signal.aborted) return { outcome: "ended" };
      const stream = plan.streams[index];
      const verdict = judgeFailure(error, fruitless + 1);
      const failure = toRunFailure(
        error,
        verdict.retry ? "transient" : verdict.kind,
        stream && streamLabel(stream.stream),
      );
      if (!verdict.retry) return failStream(runId, index, failure);
      await db().runLog.create({
        data: { runId, level: "warn", stream: failure.stream ?? null, message: failure.message },
      });
      return { outcome: "retry", afterMs: verdict.afterMs, fruitless: fruitless + 1 };
    }
  });
}

async function failStream(runId: string, index: number, failure: RunFailure): Promise<StreamOutcome> {
  await db().runStream.updateMany({
    where: { runId, index, phase: { not: "failed" } },
    data: { phase: "failed", error: failure, endedAt: new Date() },
  });
  await db().runLog.create({
    data: { runId, level: "error", stream: failure.stream ?? null, message: failure.message },
  });
  return { outcome: "failed" };
}

function notRead(plan: RunPlan, index: number): RunFailure {
  const stream = plan.streams[index];
  const label = stream ? streamLabel(stream.stream) : String(index);
  return { kind: "internal", message: `${label} was not read to its end.`, stream: label };
}
