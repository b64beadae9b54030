import type { Clock } from "@/connectors/sdk";

/**
 * The time by `clock`, for durations alone: where the machine's clock is set back it goes on from where it stood, so that
 * no wait is negative and nothing that is due waits for the clock to catch up.
 */
export function steadyTime(clock: Clock): () => number {
  let latest = clock.now();
  let setBackMs = 0;
  return () => {
    const now = clock.now() + setBackMs;
    if (now < latest) setBackMs += latest - now;
    latest = Math.max(now, latest);
    return latest;
  };
}
