/** Time for everything that a function can see: due times, timeouts, throttles, de-duplication. Leases use the database's own clock. */
export interface Clock {
  now(): number;
  /** Calls back once, soon after now() has reached `atMs`. Returns how to call it off. */
  schedule(atMs: number, callback: () => void): () => void;
}

const longestTimeoutMs = 2_147_483_647;

/**
 * The database's clock, as known from the last time it was read: two consoles on two machines agree on what is due.
 * Until it has been read it is this machine's clock.
 */
export class DatabaseClock implements Clock {
  private offsetMs = 0;

  now(): number {
    return Math.round(Date.now() + this.offsetMs);
  }

  /** The database said `databaseMs` to a question sent at `sentMs` and answered at `receivedMs` of this machine's clock. */
  adjust(databaseMs: number, sentMs: number, receivedMs: number): void {
    this.offsetMs = databaseMs - (sentMs + receivedMs) / 2;
  }

  schedule(atMs: number, callback: () => void): () => void {
    const waitMs = Math.min(Math.max(atMs - this.now(), 0), longestTimeoutMs);
    const timeout = setTimeout(callback, waitMs);
    timeout.unref();
    return () => clearTimeout(timeout);
  }
}
