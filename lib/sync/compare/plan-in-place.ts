import { planStreams, type PlanRequest, type SyncPlan } from "../plan";
import { streamKey } from "../stream-key";

/**
 * The plan of a run that looks at what the tables show, or mends it: no stream begins a new generation.
 * `request.generations` are those that the tables show.
 */
export function planInPlace(request: PlanRequest): SyncPlan {
  const plan = planStreams(request);
  const streams = [...plan.streams];
  for (const { stream, outputs } of plan.reads) {
    const generation = Math.max(request.generations.get(streamKey(stream)) ?? 0, 1);
    for (const index of outputs) {
      const output = plan.streams[index];
      if (output) streams[index] = { ...output, generation };
    }
  }
  return { ...plan, streams };
}
