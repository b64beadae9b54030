import { streamLabel, type Context, type StreamPlan } from "@/connectors/sdk";
import { fitColumns } from "@/lib/sync/fit-columns";
import { isWaiting, planReplay, replayStream } from "@/lib/sync/replay";
import { nameOf, type StreamName } from "./events";
import { finishStream } from "./finish-stream";
import { decideRun, readJournal, requireEnded, requireSameKeys } from "./journal";
import { planRequestOf, type SyncRequest } from "./plan-run";

export interface Replayed extends StreamName {
  written: number;
  /** They could not be written now either. */
  waiting: number;
  verified: boolean;
  /** Why not; null where verified. */
  reason: string | null;
}

/** Writes the rows that wait in the quarantine into the tables of their streams, and verifies those. */
export async function replayQuarantine(
  request: SyncRequest,
  options: { ctx: Context; stop: AbortSignal },
): Promise<Replayed[]> {
  const journal = readJournal(request.stored);
  requireEnded(request.choices, journal);
  const latestRun = Math.max(0, ...request.stored.map(({ checkpoint }) => checkpoint?.syncId ?? 0));
  const { run } = decideRun(request.choices, journal, { latestRun, nowMs: options.ctx.clock.now() });
  const generations = new Map([...journal].map(([key, { generation }]) => [key, generation]));
  const plan = planReplay(planRequestOf(request, { run, goesOn: false, generations }));
  requireSameKeys(plan, journal);
  const { streams } = await fitColumns(request.destination, plan, options.ctx);
  await request.destination.connector.authorize(streams);
  let fence = Math.max(0, ...request.stored.map((state) => state.fence));
  const replayed: Replayed[] = [];
  for (const plan of streams) {
    if (await isWaiting(request.destination, plan, options.ctx))
      replayed.push(await replayOne(request, plan, { ...options, fence: ++fence }));
  }
  return replayed;
}

async function replayOne(
  { destination }: SyncRequest,
  plan: StreamPlan,
  { fence, ctx, stop }: { fence: number; ctx: Context; stop: AbortSignal },
): Promise<Replayed> {
  const { checkpoint } = await replayStream({
    destination,
    plan,
    fence,
    shouldStop: () => false,
    ctx,
    report: { progress: () => undefined, committed: () => undefined },
  });
  const [counts] = checkpoint?.counts ?? [];
  if (!counts) throw new Error(`The replay of ${streamLabel(plan.stream)} ended without a checkpoint.`);
  const { verified, reason } = await finishStream({
    destination,
    plan,
    counts,
    ctx,
    stop,
    onVerifying: () => undefined,
  });
  return { ...nameOf(plan.stream), written: counts.written, waiting: counts.quarantined, verified, reason };
}
