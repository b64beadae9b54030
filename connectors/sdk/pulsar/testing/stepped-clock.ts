import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../context";

interface Sleeper {
  ms: number;
  dueAt: number;
  wake(): void;
}

/** A clock that stands until it is told to move on: what waits for a time then waits for the test, however slow the machine is. */
export class SteppedClock implements Clock {
  private ms = 0;
  private readonly sleepers = new Set<Sleeper>();

  readonly now = (): number => this.ms;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = { ms, dueAt: this.ms + ms, wake: () => settle(resolve) };
      const onAbort = () => settle(() => reject(signal?.reason as Error));
      const settle = (act: () => void) => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener("abort", onAbort);
        act();
      };
      this.sleepers.add(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });

  /** Of those who sleep now, for how long each lay down; milliseconds. */
  get sleeping(): number[] {
    return [...this.sleepers].map(({ ms }) => ms);
  }

  /** Moves on, and wakes everyone whose time comes on the way, in order; also those who lie down again meanwhile. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (;;) {
      const [next] = [...this.sleepers].sort((one, other) => one.dueAt - other.dueAt);
      if (!next || next.dueAt > end) break;
      this.ms = next.dueAt;
      next.wake();
      await setImmediate();
    }
    this.ms = end;
  }
}
