import { streamLabel, type Context, type StreamCounts, type StreamPlan } from "@/connectors/sdk";
import type { LoadedDestination } from "@/lib/connectors/load";
import { destinationWorks, limitSilence } from "@/lib/sync/silence";
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
  const finished = await withRetries({ ctx, stop, label }, () =>
    limitSilence(ctx, destinationWorks, (own) => connector.finish(config, plan, own)),
  );
  work.onVerifying();
  const measured =
    finished.measured ??
    (await withRetries({ ctx, stop, label }, () =>
      limitSilence(ctx, destinationWorks, (own) => connector.measure(config, plan, own)),
    ));
  return verifyStream({ counts, finished, measured });
}
