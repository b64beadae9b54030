import { expect } from "vitest";
import type { Context } from "../context";
import type { Destination, Finished } from "../destination";
import type { StreamPlan } from "../plan";

/** What `finish` comes to, but for what it has counted for itself: that must be what is measured afterwards. */
export async function finishAndMeasure<Config>(
  destination: Destination<Config>,
  config: Config,
  stream: StreamPlan,
  ctx: Context,
): Promise<Finished> {
  const { measured, ...finished } = await destination.finish(config, stream, ctx);
  if (measured) expect(await destination.measure(config, stream, ctx)).toEqual(measured);
  return finished;
}
