import { AppError } from "@/lib/errors";

export interface RateLimit {
  perSecond: number;
  /** How many may come at once after a pause. */
  burst: number;
}

export interface RateLimiter {
  /** Takes one; the milliseconds to wait where there is none, else 0. */
  take(key: string): number;
}

const sweepAfter = 1000;

/**
 * A token bucket per key in this process's memory, kept as the one time at which it will be full again. `now` is in
 * milliseconds and may be brought by tests.
 */
export function createRateLimiter({ perSecond, burst }: RateLimit, now = Date.now): RateLimiter {
  const intervalMs = 1000 / perSecond;
  const fullAt = new Map<string, number>();

  function sweep(at: number): void {
    for (const [key, full] of fullAt) if (full <= at) fullAt.delete(key);
  }

  return {
    take(key) {
      const at = now();
      if (fullAt.size >= sweepAfter && !fullAt.has(key)) sweep(at);
      // Never further ahead than an empty bucket, even after the clock has gone back.
      const full = Math.min(Math.max(at, fullAt.get(key) ?? at), at + burst * intervalMs);
      const waitMs = full - at - (burst - 1) * intervalMs;
      if (waitMs > 0) return Math.ceil(waitMs);
      fullAt.set(key, full + intervalMs);
      return 0;
    },
  };
}

/** Takes one for `key`; throws `rate_limited` where there is none. `whose` ends the sentence: "from this address". */
export function takeOne(limiter: RateLimiter, key: string, whose: string): void {
  const retryAfterMs = limiter.take(key);
  if (retryAfterMs === 0) return;
  throw new AppError("rate_limited", `Too many requests ${whose}. Slow down.`, { retryAfterMs });
}
