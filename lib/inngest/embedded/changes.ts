import { earliest } from "./clock";
import type { StoredEvent } from "./events";
import type { Registry } from "./registration";
import { buildLifecycleEvents, isEndHeard, type RunEnd } from "./lifecycle";
import type { Sql } from "./store/database";
import { insertEvents, insertOutbox, type NewOutboxEntry } from "./store/events";
import { deleteWaitingJobs, insertJobs, wakeRuns, type LeasedJob, type NewJob } from "./store/jobs";
import {
  deleteRunListeners,
  deleteStepListeners,
  insertListeners,
  type NewListener,
} from "./store/listeners";
import {
  endRuns,
  findPayloads,
  insertRuns,
  updateProgress,
  type LoadedRun,
  type LockedRun,
  type NewRun,
} from "./store/runs";
import { insertSteps, settlePendingSteps, type NewStep, type SettledRow } from "./store/steps";
import { deleteRunTimers, deleteStepTimers, insertTimers, type NewTimer } from "./store/timers";

export interface OpenJob {
  job: LeasedJob;
  run: LoadedRun;
}

/** What a transaction has left to do for the loop. */
export interface Aftermath {
  /** Jobs that this transaction leased to the executor itself, with what the SDK must be told. */
  leased: OpenJob[];
  /** There may be jobs to take, for this executor or for another one. */
  hasJobs: boolean;
  /** When the first of the new timers, delayed jobs and outbox entries is due. */
  nextDueMs: number;
}

/**
 * Everything that one transaction decides, gathered while deciding and written in few statements, whatever the number
 * of runs. Belongs to one try of one transaction.
 */
export class Changes {
  readonly events: StoredEvent[] = [];
  readonly outbox: NewOutboxEntry[] = [];
  readonly runs: NewRun[] = [];
  readonly steps: NewStep[] = [];
  readonly jobs: NewJob[] = [];
  readonly timers: NewTimer[] = [];
  readonly listeners: NewListener[] = [];
  private readonly payloads = new Map<string, string>();
  private readonly settled: SettledRow[] = [];
  private readonly progressed = new Set<LockedRun>();
  private readonly woken = new Set<LockedRun>();
  private readonly ends: RunEnd[] = [];

  constructor(
    private readonly registry: Registry,
    private readonly nowMs: number,
  ) {}

  /** The run's first job is leased to this executor from the start. */
  startAtOnce(runId: string, payload: string): void {
    this.payloads.set(runId, payload);
  }

  settlePending(step: SettledRow): void {
    this.settled.push(step);
  }

  progress(run: LockedRun): void {
    this.progressed.add(run);
  }

  /** Has the function called (again), because something settled. */
  wake(run: LockedRun): void {
    this.woken.add(run);
  }

  end(end: RunEnd): void {
    this.ends.push(end);
  }

  async write(sql: Sql): Promise<Aftermath> {
    const lifecycle = await this.lifecycleEvents(sql);
    await insertEvents(sql, [...this.events, ...lifecycle], this.nowMs);
    this.outbox.push(...lifecycle.map(({ id }) => ({ eventId: id, functionId: null, dueMs: this.nowMs })));
    await insertOutbox(sql, this.outbox);
    // First, as a run that ends may leave its singleton lock to one that begins.
    await this.writeEnds(sql);
    await insertRuns(sql, this.runs, this.nowMs);
    await insertSteps(sql, this.steps);
    await settlePendingSteps(sql, this.settled);
    await deleteStepTimers(sql, this.settled);
    await deleteStepListeners(sql, this.settled);
    await updateProgress(sql, [...this.progressed].filter(isLive));
    const ended = new Set(this.ends.map((end) => end.run.id));
    const ofLiveRun = (row: { runId: string }) => !ended.has(row.runId);
    await insertTimers(sql, this.timers.filter(ofLiveRun));
    await insertListeners(sql, this.listeners.filter(ofLiveRun));
    const woken = [...this.woken].filter(isLive);
    await wakeRuns(sql, woken, this.nowMs);
    const leased = await insertJobs(sql, this.jobs.filter(ofLiveRun));
    return this.aftermath(leased, woken.length > 0);
  }

  private async writeEnds(sql: Sql): Promise<void> {
    if (this.ends.length === 0) return;
    const ids = this.ends.map((end) => end.run.id);
    await endRuns(
      sql,
      this.ends.map(({ run, status, output }) => ({ id: run.id, status, output })),
      this.nowMs,
    );
    await deleteWaitingJobs(sql, ids);
    await deleteRunTimers(sql, ids);
    await deleteRunListeners(sql, ids);
  }

  private async lifecycleEvents(sql: Sql): Promise<StoredEvent[]> {
    const heard = this.ends.filter((end) => isEndHeard(this.registry, end.status));
    if (heard.length === 0) return [];
    const payloads = await findPayloads(
      sql,
      heard.map((end) => end.run.id),
    );
    return heard.flatMap((end) =>
      buildLifecycleEvents(this.registry, end, payloads.get(end.run.id) ?? "{}", this.nowMs),
    );
  }

  private aftermath(leased: LeasedJob[], hasWoken: boolean): Aftermath {
    const jobsMs = this.jobs.filter((job) => job.owner === null).map((job) => job.rankMs);
    const timesMs = [...this.timers, ...this.outbox].map((entry) => entry.dueMs);
    return {
      leased: leased.map((job) => ({ job, run: this.newRun(job) })),
      hasJobs: hasWoken || jobsMs.some((ms) => ms <= this.nowMs),
      nextDueMs: earliest([...timesMs, ...jobsMs.filter((ms) => ms > this.nowMs)]),
    };
  }

  private newRun({ runId: id, functionId }: LeasedJob): LoadedRun {
    return { id, functionId, payload: this.payloads.get(id) ?? "{}", settled: [], pendingStepIds: new Set() };
  }
}

function isLive(run: LockedRun): boolean {
  return !run.hasEnded;
}
