/** Time for everything that a function can see: due times, timeouts, throttles, de-duplication. Leases use the database's own clock. */
export interface Clock {
  now(): number;
  /** Calls back once, soon after now() has reached `atMs`. Returns how to call it off. */
  schedule(atMs: number, callback: () => void): () => void;
}

/** The first of these times; Infinity when there is none. */
export function earliest(times: number[]): number {
  return times.reduce((first, ms) => Math.min(first, ms), Infinity);
}

/** Smaller differences are how long the answer took, not how the clocks differ. */
const toleranceMs = 20;
const longestTimeoutMs = 2_147_483_647;

/**
 * The database's clock, as known from the last time it was read: two consoles on two machines agree on what is due.
 * Until it has been read it is this machine's clock.
 */
export class DatabaseClock implements Clock {
  private offsetMs: number | undefined;

  now(): number {
    return Math.round(Date.now() + (this.offsetMs ?? 0));
  }

  /** The database said `databaseMs` to a question sent at `sentMs` and answered at `receivedMs` of this machine's clock. */
  adjust(databaseMs: number, sentMs: number, receivedMs: number): void {
    const offsetMs = databaseMs - (sentMs + receivedMs) / 2;
    if (this.offsetMs === undefined || Math.abs(offsetMs - this.offsetMs) > toleranceMs)
      this.offsetMs = offsetMs;
  }

  schedule(atMs: number, callback: () => void): () => void {
    const waitMs = Math.min(Math.max(atMs - this.now(), 0), longestTimeoutMs);
    const timeout = setTimeout(callback, waitMs);
    timeout.unref();
    return () => clearTimeout(timeout);
  }
}
