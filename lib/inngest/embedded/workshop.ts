import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@/lib/log";
import { Batcher } from "./batcher";
import { Capacity } from "./capacity";
import type { Aftermath, OpenJob } from "./changes";
import { claimLimited, claimUnlimited, openJobs } from "./claim";
import type { Clock } from "./clock";
import { commitCalls, type FinishedCall, type Verdict } from "./commit";
import { fireCrons } from "./cron";
import type { Driver } from "./driver";
import { executorError } from "./errors";
import { acceptEvents, type StoredEvent } from "./events";
import { dispatchEvents, type IngestContext } from "./ingest";
import { readCheckpoint } from "./protocol";
import type { Registry } from "./registration";
import type { Backoff } from "./retries";
import { driveJob, type CheckpointAnswer, type CheckpointHandler } from "./runner";
import { planRun } from "./run-plans";
import { findNextDue } from "./store/agenda";
import { isOutage, type Database } from "./store/database";
import { insertEvents, takeOutbox } from "./store/events";
import { leaseKey, releaseOwnedJobs, type LeasedJob } from "./store/jobs";
import { loadRuns, type LoadedRun } from "./store/runs";
import { fireTimers } from "./timers";

export interface WorkshopParts {
  id: string;
  database: Database;
  driver: Driver;
  registry: Registry;
  clock: Clock;
  backoff: Backoff;
  maxCalls: number;
  log: Logger;
  /** Something is left to do: jobs to take, or something due at a time. */
  onAftermath(aftermath: Aftermath): void;
  /** A call has ended and its place, or the place under a limit, may be wanted. */
  onRoom(): void;
}

const maxEventsPerTransaction = 1_000;
const maxCallsPerTransaction = 50;
const maxOutboxEvents = 200;
const outageDelayMs = 250;
const nothing = { jobs: [], nextDueMs: Infinity };

/** Where an executor's work is done: events in, jobs taken and carried through, results recorded. */
export class Workshop {
  private readonly capacity: Capacity;
  private readonly active = new Map<string, Promise<void>>();
  private readonly checkpoints = new Map<string, CheckpointHandler>();
  private readonly sends = new Batcher<StoredEvent[], string[]>(
    maxEventsPerTransaction,
    (batch) => this.storeEvents(batch),
    (events) => events.length,
  );
  private readonly records = new Batcher<FinishedCall, Verdict | undefined>(maxCallsPerTransaction, (calls) =>
    this.commit(calls),
  );
  /** Taking new jobs and going on with those in hand. */
  private isOpen = false;
  /** Nothing is recorded any more: others have the jobs. */
  private isAbandoned = false;
  /** The last claim took all that there was room for. */
  private wantsRoom = false;
  private limitedFirst = false;

  constructor(private readonly parts: WorkshopParts) {
    this.capacity = new Capacity(parts.id, parts.maxCalls);
  }

  get inFlight(): number {
    return this.active.size;
  }

  activeLeases(): Set<string> {
    return new Set(this.active.keys());
  }

  open(): void {
    this.isOpen = true;
  }

  /** From now on no step begins, also none of the runs that are at work. */
  shut(): void {
    this.isOpen = false;
  }

  /** Takes nothing new, lets the calls in flight return for up to `graceMs`, then gives everything back. */
  async close(graceMs: number): Promise<void> {
    this.shut();
    const ended = new AbortController();
    const late = delay(graceMs, "late" as const, { signal: ended.signal }).catch(() => "late" as const);
    while (this.active.size > 0) {
      if ((await Promise.race([Promise.all(this.active.values()), late])) === "late") break;
    }
    ended.abort();
    this.isAbandoned = true;
    await releaseOwnedJobs(this.parts.database, this.parts.id);
  }

  /** Resolves once the events, and the runs they start, are in the database. */
  async send(events: unknown, seed: string | null): Promise<string[]> {
    return this.sends.add(
      acceptEvents(events, { nowMs: this.parts.clock.now(), machineMs: Date.now(), seed }),
    );
  }

  /** A step that the SDK wants to have recorded before it runs the next one. */
  async checkpoint(body: unknown): Promise<CheckpointAnswer> {
    const checkpoint = readCheckpoint(body);
    if (!checkpoint) return "failed";
    const handle = this.checkpoints.get(checkpoint.leaseId);
    return handle ? handle(checkpoint.results) : "stale";
  }

  async fireDue(): Promise<number> {
    const { database, clock, registry } = this.parts;
    const beginMs = clock.now();
    while (await this.fireTimers());
    while (await this.dispatchOutbox());
    this.absorb(await this.withSlots((context) => fireCrons(database, context)));
    const nextMs = await findNextDue(database, registry.ids, beginMs);
    // What has been due all along is not for this executor to do; it must not make the loop spin.
    return nextMs > beginMs ? nextMs : Infinity;
  }

  private async fireTimers(): Promise<boolean> {
    const aftermath = await fireTimers(this.parts.database, this.parts.registry, this.parts.clock.now());
    if (aftermath) this.absorb([aftermath]);
    return aftermath !== undefined;
  }

  /** Limited and unlimited jobs take turns at being first. */
  async claim(): Promise<void> {
    this.limitedFirst = !this.limitedFirst;
    const claims = this.limitedFirst ? [claimLimited, claimUnlimited] : [claimUnlimited, claimLimited];
    for (const claim of claims) await this.claimBy(claim);
  }

  private async claimBy(claim: typeof claimUnlimited): Promise<void> {
    const { database, registry, clock, id } = this.parts;
    const limit = this.capacity.free;
    if (!this.isOpen) return;
    const { jobs, nextDueMs } =
      limit === 0 ? nothing : await claim(database, { registry, owner: id, nowMs: clock.now() }, limit);
    this.wantsRoom ||= jobs.length === limit;
    this.note(nextDueMs);
    if (jobs.length === 0) return;
    this.capacity.take(jobs.length);
    const beginning = this.begin(jobs);
    for (const job of jobs) this.active.set(leaseKey(job), beginning);
  }

  /** Opening takes a few statements: the loop goes on meanwhile. */
  private async begin(jobs: LeasedJob[]): Promise<void> {
    const { database, registry, clock, id, log } = this.parts;
    try {
      const opened = await openJobs(database, jobs, { registry, owner: id, nowMs: clock.now() });
      this.note(opened.nextDueMs);
      for (const job of opened.dropped) this.finish(job);
      for (const open of opened.ready) {
        if (this.isOpen) this.launch(open);
        else this.finish(open.job);
      }
    } catch (error) {
      // The leases are unknown from now on, and the heartbeat gives them back.
      for (const job of jobs) this.finish(job);
      log.error("Jobs that were taken could not be read.", { jobs: jobs.length, error });
    }
  }

  /** The place for the call has been taken already. */
  private launch({ job, run }: OpenJob): void {
    const { driver, registry, backoff, clock, log } = this.parts;
    const driving = driveJob(
      {
        driver,
        registry,
        backoff,
        now: () => clock.now(),
        record: (call) => this.records.add(call),
        reload: (runId) => this.reload(runId),
        onCheckpoint: (leaseId, handler) => {
          this.checkpoints.set(leaseId, handler);
          return () => this.checkpoints.delete(leaseId);
        },
      },
      job,
      run,
    )
      .catch((error: unknown) =>
        log.error("A job was given up.", { runId: job.runId, functionId: job.functionId, error }),
      )
      .finally(() => this.finish(job));
    this.active.set(leaseKey(job), driving);
  }

  private finish(job: LeasedJob): void {
    if (!this.active.delete(leaseKey(job))) return;
    this.capacity.giveBack(1);
    if (!this.wantsRoom && !job.isLimited) return;
    this.wantsRoom = false;
    this.parts.onRoom();
  }

  private async reload(runId: string): Promise<LoadedRun | undefined> {
    const runs = await this.throughOutages(() => loadRuns(this.parts.database, [runId]));
    return runs?.get(runId);
  }

  private async storeEvents(batch: StoredEvent[][]): Promise<string[][]> {
    const { database } = this.parts;
    const events = batch.flat();
    const aftermaths = await this.withSlots((context) =>
      database.transaction(async (sql) => {
        context.slots.reset();
        const fresh = await insertEvents(sql, events, context.nowMs);
        const news = events.filter((event) => fresh.delete(event.id));
        return news.length === 0 ? [] : dispatchEvents(sql, news, context);
      }),
    );
    this.absorb(aftermaths);
    return batch.map((sent) => sent.map((event) => event.id));
  }

  private async dispatchOutbox(): Promise<boolean> {
    const { database, registry } = this.parts;
    const { isMore, aftermaths } = await this.withSlots((context) =>
      database.transaction(async (sql) => {
        context.slots.reset();
        const entries = await takeOutbox(sql, {
          functionIds: registry.ids,
          nowMs: context.nowMs,
          limit: maxOutboxEvents,
        });
        if (entries.length === 0) return { isMore: false, aftermaths: [] };
        const events = entries.filter((entry) => entry.functionId === null).map((entry) => entry.event);
        const direct = entries.flatMap(({ event, functionId }) => {
          const fn = registry.functions.get(functionId ?? "");
          return fn ? [planRun(fn, event, context)] : [];
        });
        return { isMore: true, aftermaths: await dispatchEvents(sql, events, context, direct) };
      }),
    );
    this.absorb(aftermaths);
    return isMore;
  }

  /** Results are not given up because the database is away for a while. */
  private async commit(calls: FinishedCall[]): Promise<(Verdict | undefined)[]> {
    const { database, log } = this.parts;
    try {
      const committed = await this.throughOutages(() =>
        this.withSlots((context) => commitCalls(database, calls, { ...context, mayContinue: this.isOpen })),
      );
      if (!committed) return calls.map(() => undefined);
      this.absorb(committed.aftermaths);
      return committed.verdicts;
    } catch (error) {
      // One result that cannot be written must not keep the others from being written.
      if (calls.length > 1) return (await Promise.all(calls.map((call) => this.commit([call])))).flat();
      const { runId, functionId } = calls[0]?.job ?? {};
      log.error("The result of a call could not be recorded.", { runId, functionId, error });
      const reason = error instanceof Error ? error.message : String(error);
      return [{ kind: "unrecorded", error: executorError(`The result could not be recorded: ${reason}`) }];
    }
  }

  private async throughOutages<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    while (!this.isAbandoned) {
      try {
        return await work();
      } catch (error) {
        if (!isOutage(error)) throw error;
        await delay(outageDelayMs, undefined, { ref: false });
      }
    }
    return undefined;
  }

  private async withSlots<Result>(work: (context: IngestContext) => Promise<Result>): Promise<Result> {
    const context = this.context();
    try {
      return await work(context);
    } catch (error) {
      context.slots.reset();
      throw error;
    }
  }

  private context(): IngestContext {
    const { registry, clock } = this.parts;
    return { registry, slots: this.capacity.reserve(this.isOpen), nowMs: clock.now() };
  }

  private absorb(aftermaths: Aftermath[]): void {
    for (const aftermath of aftermaths) {
      for (const open of aftermath.leased) this.launch(open);
      this.parts.onAftermath(aftermath);
    }
  }

  private note(nextDueMs: number): void {
    if (nextDueMs !== Infinity) this.parts.onAftermath({ leased: [], hasJobs: false, nextDueMs });
  }
}
