/** The slices this process is at, so that a cancellation reaches them at once; other processes learn by heartbeat. */
const holder = globalThis as typeof globalThis & { sluiceActiveRuns?: Map<string, Set<AbortController>> };

export async function whileActive<T>(
  runId: string,
  work: (signal: AbortSignal, abort: (reason: Error) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const runs = (holder.sluiceActiveRuns ??= new Map());
  const controllers = runs.get(runId) ?? new Set();
  runs.set(runId, controllers.add(controller));
  try {
    return await work(controller.signal, (reason) => controller.abort(reason));
  } finally {
    controllers.delete(controller);
    if (controllers.size === 0) runs.delete(runId);
  }
}

export function abortRun(runId: string, reason: Error): void {
  for (const controller of holder.sluiceActiveRuns?.get(runId) ?? []) controller.abort(reason);
}
