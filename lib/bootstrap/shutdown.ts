import { setTimeout as sleep } from "node:timers/promises";
import { lifecycle } from "./lifecycle";

/** For running slices to reach their checkpoint. */
const graceMs = 10_000;
const marginMs = 2_000;
/** Whatever hangs, the process ends: the database's guard sees to the database. */
const hardLimitMs = 30_000;

/** What was begun, to be ended in the opposite order: once, by a signal, by a failure or by the end of the parent. */
export class Shutdown {
  readonly #closers: (() => Promise<void> | void)[] = [];
  #begun: Promise<void> | undefined;

  constructor(private readonly print: (line: string) => void) {}

  add(closer: () => Promise<void> | void): void {
    this.#closers.push(closer);
  }

  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** The first signal ends in order, a second one at once. */
  listen(): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (this.#begun) process.exit(signal === "SIGINT" ? 130 : 143);
        this.print(`Stopping: running work may reach its next checkpoint (at most ${graceMs / 1_000} s).`);
        void this.exit(0);
      });
    }
  }

  async exit(code: number): Promise<never> {
    setTimeout(() => process.exit(1), hardLimitMs).unref();
    await this.run();
    process.exit(code);
  }

  run(): Promise<void> {
    this.#begun ??= this.#runAll();
    return this.#begun;
  }

  async #runAll(): Promise<void> {
    for (const closer of this.#closers.reverse()) {
      try {
        await closer();
      } catch (error) {
        // The others must still have their turn.
        this.print(
          `While stopping: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      }
    }
  }
}

/** Runs the hooks of `onShutdown`; returns when all have ended or the time is over. */
export async function endWork(print: (line: string) => void): Promise<void> {
  const ended = Promise.allSettled(lifecycle().shutdown.map(async (hook) => hook(graceMs))).then(
    (results) => {
      for (const result of results) {
        if (result.status === "rejected") print(`While stopping: ${String(result.reason)}`);
      }
      return true;
    },
  );
  const inTime = await Promise.race([ended, sleep(graceMs + marginMs, false, { ref: false })]);
  if (!inTime) print("Some work did not end in time: it goes on from its last checkpoint at the next start.");
}
