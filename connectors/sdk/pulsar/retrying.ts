import type { Clock } from "../context";
import { TransientError } from "../errors";

const firstPauseMs = 100;
const maxPauseMs = 5_000;

/** How long to wait after so many failures in a row, from 0 on. */
export function pauseAfter(failures: number): number {
  return Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
}

/**
 * Runs `work` until it does not throw a TransientError, with growing pauses. Throws the last one when the next pause would
 * end after `timeoutMs`, and the signal's reason as soon as it is aborted.
 */
export async function retrying<Result>(
  work: () => Promise<Result>,
  { clock, signal, timeoutMs }: { clock: Clock; signal: AbortSignal; timeoutMs: number },
): Promise<Result> {
  const endsAt = clock.now() + timeoutMs;
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const pauseMs = pauseAfter(failures);
      if (!(error instanceof TransientError) || clock.now() + pauseMs > endsAt) throw error;
      await clock.sleep(pauseMs, signal);
    }
  }
}
