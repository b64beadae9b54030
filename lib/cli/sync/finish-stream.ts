import { streamLabel, type Context, type StreamCounts, type StreamPlan } from "@/connectors/sdk";
import type { LoadedDestination } from "@/lib/connectors/load";
import { verifyStream, type Verification } from "@/lib/sync/verify";
import { withRetries } from "./attempts";

export interface StreamFinish {
  destination: LoadedDestination;
  plan: StreamPlan;
  /** What its feeds have committed. */
  counts: StreamCounts;
  ctx: Context;
  stop: AbortSignal;
  onVerifying(): void;
}

/** Makes the stream's rows visible and counts them. May be repeated at any time: the destination does it once. */
export async function finishStream(work: StreamFinish): Promise<Verification> {
  const { destination, plan, counts, ctx, stop } = work;
  const { connector, config } = destination;
  const label = streamLabel(plan.stream);
  const finished = await withRetries({ ctx, stop, label }, () => connector.finish(config, plan, ctx));
  work.onVerifying();
  const measured = await withRetries({ ctx, stop, label }, () => connector.measure(config, plan, ctx));
  return verifyStream({ counts, finished, measured });
}
