import { streamLabel } from "@/connectors/sdk";
import { openMapperKeys } from "@/lib/connections/mapper-secrets";
import { readPolicies } from "@/lib/connections/policies";
import { db, type Connection, type Prisma, type RunKind } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { sourceCall } from "@/lib/sources/service";
import { historyLines } from "@/lib/sync/compare/compare-history";
import { remarksOn, type StreamComparison } from "@/lib/sync/compare/compare-stream";
import { describeMended } from "@/lib/sync/compare/mend-stream";
import type { CompareInput } from "@/lib/worker/tasks";
import { takeFence } from "./lease";
import type { RunPlan } from "./plan-run";
import { systemScope } from "./scope";

interface StreamToCompare {
  run: { id: string; number: number; kind: RunKind; workspaceId: string; connection: Connection };
  plan: RunPlan;
  /** Place in the plan's streams. */
  index: number;
  signal: AbortSignal;
}

const advice =
  "Repair the stream: it mends these alone. The source may also have changed since it was read; a sync with a cursor tells what came later.";

/**
 * Compares the content of a stream, keeps the outcome with the run, and says what is wrong; null where nothing is. What
 * cannot be compared (a child table, a raw one, a destination that only counts) is no fault of a sync, and noted.
 */
export async function verifyContent(work: StreamToCompare): Promise<string | null> {
  const input = await inputOf(work);
  if (!input) return null;
  const { signal } = work;
  const comparison = await runtime().pool.run("compare", input, { lane: "sync", signal });
  await keep(work, comparison);
  if ("same" in comparison) return comparison.reason === null ? null : `${comparison.reason} ${advice}`;
  return work.run.kind === "verify" ? `Content cannot be compared: ${comparison.reason}.` : null;
}

/**
 * Mends the rows of a stream that differ, and says what still does; null where nothing does. May be repeated within its
 * run. Throws what the worker throws where rows cannot be mended.
 */
export async function repairContent(work: StreamToCompare): Promise<string | null> {
  const { run, index, signal } = work;
  const input = await inputOf(work);
  if (!input) throw new Error(`Run ${run.id} has no stream ${index} of its own.`);
  const fence = await takeFence(run.connection.id, run.id);
  if (fence === null) return "The run has ended.";
  const { quarantineLimit } = readPolicies(run.connection.policies);
  const mended = await runtime().pool.run(
    "repair",
    { ...input, quarantineLimit, fence },
    { lane: "sync", signal },
  );
  const { written, removed, quarantined, comparison, reason } = mended;
  await keep(work, comparison);
  await db().runStream.updateMany({
    where: { runId: run.id, index },
    data: { rowsRead: written + quarantined, rowsWritten: written, deleted: removed, quarantined },
  });
  await db().runLog.create({
    data: {
      runId: run.id,
      level: "info",
      stream: streamLabel(input.plan.stream),
      message: describeMended(mended),
    },
  });
  return reason;
}

async function inputOf({ run, plan, index }: StreamToCompare): Promise<CompareInput | null> {
  const read = plan.reads.find(({ outputs }) => outputs[0] === index);
  const stream = plan.streams[index];
  if (!read || !stream) return null;
  const scope = systemScope(run.workspaceId);
  const { connection } = run;
  return {
    source: await sourceCall(scope, connection.sourceId),
    destination: await destinationCall(scope, connection.destinationId, { runNumber: run.number }),
    read,
    plan: stream,
    mapperSecrets: openMapperKeys(connection),
  };
}

function historyOf(comparison: StreamComparison | { reason: string }): string[] {
  return "same" in comparison ? historyLines(comparison.history) : [];
}

async function keep(
  { run, plan, index }: StreamToCompare,
  comparison: StreamComparison | { reason: string },
): Promise<void> {
  const stream = plan.streams[index];
  await db().runStream.updateMany({
    where: { runId: run.id, index },
    data: {
      comparison: comparison as unknown as Prisma.InputJsonObject,
    },
  });
  await db().runLog.createMany({
    data: [...historyOf(comparison), ...remarksOn(comparison)].map((message) => ({
      runId: run.id,
      level: "info",
      stream: stream ? streamLabel(stream.stream) : null,
      message,
    })),
  });
}
