/** Feeds of a run that move side by side where neither end has a limit of its own. The worker pool bounds what really runs at once. */
export const defaultLanes = 2;

interface End {
  maxParallelStreams: number | null;
}

/** As many as both ends allow. */
export function lanesOf(source: End, destination: End): number {
  const limits = [source.maxParallelStreams, destination.maxParallelStreams].filter(
    (limit) => limit !== null,
  );
  return limits.length === 0 ? defaultLanes : Math.min(...limits);
}
