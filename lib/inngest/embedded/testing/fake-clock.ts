import type { Clock } from "../clock";

const aheadMs = 86_400_000;

/**
 * A clock that stands still until it is told to go on. It begins a day ahead, so that events which the SDK stamps with
 * the machine's time are never from its future.
 */
export class FakeClock implements Clock {
  private readonly scheduled = new Set<{ atMs: number; callback: () => void }>();

  constructor(private nowMs = Date.now() + aheadMs) {}

  /** Whether somebody waits for a time. */
  get isAwaited(): boolean {
    return this.scheduled.size > 0;
  }

  now(): number {
    return this.nowMs;
  }

  schedule(atMs: number, callback: () => void): () => void {
    const entry = { atMs, callback };
    this.scheduled.add(entry);
    return () => this.scheduled.delete(entry);
  }

  advanceTo(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
    for (const entry of this.scheduled) {
      if (entry.atMs > this.nowMs) continue;
      this.scheduled.delete(entry);
      entry.callback();
    }
  }
}
