import type { Logger } from "@/lib/log";
import type { DatabaseClock } from "./clock";
import type { Database } from "./store/database";
import { beat, removeDeadExecutors } from "./store/executors";
import { findOwnedLeases, reclaimJobs, releaseLeases } from "./store/jobs";

export interface HeartbeatParts {
  database: Database;
  id: string;
  /** After this long without a beat, others take over this executor's jobs. */
  ttlMs: number;
  /** Set where time comes from the database. */
  clock: DatabaseClock | undefined;
  /** Leases that this executor is working on. */
  activeLeases(): Set<string>;
  /** Jobs have come free. */
  onFreed(): void;
  log: Logger;
}

/** Keeps the executor's leases alive, and takes over those of executors that have died. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private unknown = new Set<string>();
  private otherExecutors = 0;
  private isFailing = false;

  constructor(private readonly parts: HeartbeatParts) {}

  /** Whether there may be another executor that has to be told of work. */
  get hasOthers(): boolean {
    return this.otherExecutors > 0;
  }

  /** The first beat is made before anything is leased; it throws when the database does not answer. */
  async start(): Promise<void> {
    await this.beatOnce();
    this.timer = setInterval(() => {
      // A beat that waits for the database is not joined by more of them.
      this.beating ??= this.beatSafely().finally(() => (this.beating = undefined));
    }, this.parts.ttlMs / 4);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  private async beatSafely(): Promise<void> {
    const { log, id } = this.parts;
    try {
      await this.beatOnce();
      if (this.isFailing) log.info("The embedded executor reaches its database again.", { executor: id });
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing)
        log.error("The embedded executor cannot renew its leases.", { executor: id, error });
      this.isFailing = true;
    }
  }

  private async beatOnce(): Promise<void> {
    const { database, id, ttlMs, clock, log, onFreed } = this.parts;
    const sentMs = Date.now();
    const { databaseMs, others } = await beat(database, id, ttlMs);
    clock?.adjust(databaseMs, sentMs, Date.now());
    this.otherExecutors = others;
    await this.releaseUnknown();
    const reclaimed = await reclaimJobs(database);
    await removeDeadExecutors(database);
    if (reclaimed === 0) return;
    log.warn("Took over the jobs of an executor that has died.", { jobs: reclaimed });
    onFreed();
  }

  /** A lease that is unknown at two beats was not just being taken: the answer that told of it was lost. */
  private async releaseUnknown(): Promise<void> {
    const { database, id, activeLeases, onFreed } = this.parts;
    const owned = await findOwnedLeases(database, id);
    const active = activeLeases();
    const unknown = owned.filter((lease) => !active.has(lease));
    const lost = unknown.filter((lease) => this.unknown.has(lease));
    this.unknown = new Set(unknown);
    if (lost.length === 0) return;
    await releaseLeases(database, id, lost);
    onFreed();
  }
}
