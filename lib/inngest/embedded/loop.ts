import type { Logger } from "@/lib/log";
import type { Clock } from "./clock";

export interface LoopWork {
  /** Lets everything that is due take effect; answers when the next thing is. */
  fireDue(): Promise<number>;
  /** Takes jobs, as many as there is room for. */
  claim(): Promise<void>;
}

export interface LoopParts {
  clock: Clock;
  /** How often to look without having been told, for what other processes leave behind. */
  pollMs: number;
  work: LoopWork;
  log: Logger;
}

/** Does the executor's rounds: at once when told to, when something is due, and every now and then. */
export class Loop {
  private hasJobs = true;
  private hasDue = true;
  private nextDueMs = Infinity;
  private wakeUp: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private isStopping = false;
  private isFailing = false;
  private turnedAt = 0;

  constructor(private readonly parts: LoopParts) {}

  get isRunning(): boolean {
    return this.running !== undefined && !this.isStopping;
  }

  /** Milliseconds since the last round began. */
  get sinceTurnMs(): number {
    return Date.now() - this.turnedAt;
  }

  start(): void {
    this.turnedAt = Date.now();
    this.running ??= this.run();
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wakeUp?.();
    await this.running;
  }

  /** There may be jobs to take. */
  signalJobs(): void {
    this.hasJobs = true;
    this.wakeUp?.();
  }

  /** Something may have come that this process was not told of in detail. */
  signalAll(): void {
    this.hasDue = true;
    this.signalJobs();
  }

  /** Something will be due at this time. */
  noteDue(atMs: number): void {
    if (atMs >= this.nextDueMs) return;
    this.nextDueMs = atMs;
    this.wakeUp?.();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.turnedAt = Date.now();
      const isDone = await this.turn();
      if (!this.isStopping) await this.rest(isDone);
    }
  }

  /** Jobs are taken even when what is due cannot be dealt with. Answers whether all went well. */
  private async turn(): Promise<boolean> {
    const { clock, work, log } = this.parts;
    const errors: unknown[] = [];
    const attempt = (part: () => Promise<void>) => part().catch((error: unknown) => void errors.push(error));
    if (this.hasDue || clock.now() >= this.nextDueMs) {
      this.hasDue = false;
      this.nextDueMs = Infinity;
      await attempt(async () => this.noteDue(await work.fireDue()));
      this.hasJobs = true;
    }
    if (this.hasJobs) {
      this.hasJobs = false;
      await attempt(() => work.claim());
    }
    const isFailing = errors.length > 0;
    if (isFailing && !this.isFailing) {
      log.error("The embedded executor cannot work; it keeps trying.", { error: errors[0] });
    }
    if (!isFailing && this.isFailing) log.info("The embedded executor is at work again.");
    this.isFailing = isFailing;
    return !isFailing;
  }

  /** Until there is something to do; after a failure, until the next poll. */
  private async rest(isDone: boolean): Promise<void> {
    const { clock, pollMs } = this.parts;
    if (isDone && (this.hasJobs || this.hasDue || clock.now() >= this.nextDueMs)) return;
    let cancelDue: (() => void) | undefined;
    let poll: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      poll = setTimeout(() => {
        this.hasDue = true;
        resolve();
      }, pollMs);
      if (!isDone && !this.isStopping) return;
      this.wakeUp = resolve;
      if (this.nextDueMs !== Infinity) cancelDue = clock.schedule(this.nextDueMs, resolve);
    });
    this.wakeUp = undefined;
    clearTimeout(poll);
    cancelDue?.();
  }
}
