import { streamLabel, type Context } from "@/connectors/sdk";
import { mendStream } from "@/lib/sync/compare/mend-stream";
import type { ComparisonWork } from "@/lib/sync/compare/plan-comparison";
import { streamKey } from "@/lib/sync/stream-key";
import { describeFailure, withRetries } from "./attempts";
import { comparisonWork } from "./compare";
import { nameOf, type StreamName } from "./events";
import { decideRun, readJournal, requireEnded, requireSameKeys } from "./journal";
import { planTables, type SyncRequest } from "./plan-run";

export interface StreamRepair extends StreamName {
  written: number;
  removed: number;
  /** Keys whose history was wrong and is no more. */
  histories: number;
  /** Source and destination are the same now. */
  same: boolean;
  /** Why they are not; or why the stream could not be compared. */
  reason: string | null;
}

interface RepairRun {
  request: SyncRequest;
  ctx: Context;
  stop: AbortSignal;
  nextFence(): number;
}

/** Compares each stream, mends what differs as a run of its own, and compares again. */
export async function repairAll(
  request: SyncRequest,
  { ctx, stop }: { ctx: Context; stop: AbortSignal },
): Promise<StreamRepair[]> {
  const journal = readJournal(request.stored);
  requireEnded(request.choices, journal);
  const latestRun = Math.max(0, ...request.stored.map(({ checkpoint }) => checkpoint?.syncId ?? 0));
  const { run } = decideRun(request.choices, journal, { latestRun, nowMs: ctx.clock.now() });
  const generations = new Map([...journal].map(([key, { generation }]) => [key, generation]));
  const plan = await planTables(request, { run, goesOn: false, generations }, ctx);
  requireSameKeys(plan, journal);
  await request.destination.connector.authorize(plan.streams);
  let fence = Math.max(0, ...request.stored.map((state) => state.fence));
  const repairRun: RepairRun = { request, ctx, stop, nextFence: () => ++fence };
  const repaired: StreamRepair[] = [];
  for (const { stream, outputs } of plan.reads) {
    const work = comparisonWork(request, plan, outputs[0] ?? -1);
    if (!work) throw new Error(`The stream ${stream.name} has no table.`);
    const generation = generations.get(streamKey(stream)) ?? work.plan.generation;
    const nothing = { ...nameOf(stream), written: 0, removed: 0, histories: 0, same: false };
    try {
      repaired.push(await repairOne(repairRun, { ...work, plan: { ...work.plan, generation } }));
    } catch (error) {
      if (ctx.signal.aborted || stop.aborted) throw error;
      repaired.push({ ...nothing, reason: describeFailure(error).message });
    }
  }
  return repaired;
}

async function repairOne(
  { request, ctx, stop, nextFence }: RepairRun,
  work: ComparisonWork,
): Promise<StreamRepair> {
  const { mapperSecrets, quarantineLimit } = request;
  const label = streamLabel(work.plan.stream);
  const { written, removed, histories, reason } = await withRetries({ ctx, stop, label }, () =>
    mendStream(work, { mapperSecrets, quarantineLimit, fence: nextFence(), ctx }),
  );
  return { ...nameOf(work.plan.stream), written, removed, histories, same: reason === null, reason };
}
