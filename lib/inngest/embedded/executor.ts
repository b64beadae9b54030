import type { Inngest, InngestFunction } from "inngest";
import type pg from "pg";
import type { Logger } from "@/lib/log";
import type { BridgeTarget, EventBridge } from "./client";
import { DatabaseClock, type Clock } from "./clock";
import { registerCrons } from "./cron";
import { createDriver } from "./driver";
import { Heartbeat } from "./heartbeat";
import { createId } from "./ids";
import { countRuns, inspectRun, measureLag, type RunCounts, type RunReport } from "./inspect";
import { Loop } from "./loop";
import { pruneHistory, type Pruned } from "./prune";
import { createRegistry } from "./registration";
import { serverBackoff, type Backoff } from "./retries";
import type { CheckpointAnswer } from "./runner";
import { createDatabase, type Database } from "./store/database";
import { removeAllExecutors, removeExecutor } from "./store/executors";
import { unparkAllJobs } from "./store/limits";
import { notifyOthers, openWakeChannel, type WakeChannel } from "./wake-channel";
import { Workshop } from "./workshop";

export interface EmbeddedExecutorOptions {
  /** Made with `bridge.options`. */
  client: Inngest.Any;
  functions: InngestFunction.Any[];
  bridge: EventBridge;
  /** Of a database that has the tables of prisma/schema/inngest.prisma. One of its connections is kept for listening. */
  pool: pg.Pool;
  log: Logger;
  clock?: Clock;
  backoff?: Backoff;
  /** How many calls are made at once in this process. */
  maxCalls?: number;
  /** How long after its death an executor's jobs are taken over by others. */
  leaseTtlMs?: number;
  pollMs?: number;
  /** No other process can use this database: what a dead one has left is taken over at once. */
  isOnlyExecutor?: boolean;
}

export interface ExecutorHealth {
  /** The executor is started, and its loop makes its rounds. */
  ok: boolean;
  /** How long the oldest thing that is due has been waiting. */
  lagMs: number;
  callsInFlight: number;
}

/** Runs the SDK's functions as an Inngest server would, with PostgreSQL alone. See lib/inngest/README.md. */
export interface EmbeddedExecutor {
  /** Begins to take work. Once only; rejects when the database does not answer. */
  start(): Promise<void>;
  /**
   * Takes no more work, waits up to `graceMs` for calls that are being made, records what they come to, and gives back
   * everything else. Runs go on when an executor starts again. May be called twice.
   */
  stop(graceMs?: number): Promise<void>;
  /**
   * Resolves with the events' ids once they, and the runs they start, are stored. Works without `start` too. Rejects with
   * EventRejectedError, having stored nothing, when one of them cannot be taken.
   */
  send(events: unknown): Promise<string[]>;
  counts(): Promise<RunCounts>;
  /** Rejects when the database does not answer. */
  health(): Promise<ExecutorHealth>;
  inspect(runId: string): Promise<RunReport | undefined>;
  /** Lets go of runs that ended, and events that came, before this time. */
  prune(olderThan: Date): Promise<Pruned>;
}

const defaults = { maxCalls: 100, leaseTtlMs: 10_000, pollMs: 1_000, graceMs: 10_000 };

/** Throws RegistrationError, naming function and option, when the functions ask for what is not carried. */
export async function createEmbeddedExecutor(options: EmbeddedExecutorOptions): Promise<EmbeddedExecutor> {
  const driver = createDriver(options.client, options.functions);
  const registry = createRegistry(await driver.readConfigs());
  const database = createDatabase(options.pool);
  const executor = new Executor(options, { driver, registry, database });
  options.bridge.connect(executor);
  return executor;
}

interface ExecutorParts {
  driver: ReturnType<typeof createDriver>;
  registry: ReturnType<typeof createRegistry>;
  database: Database;
}

class Executor implements EmbeddedExecutor, BridgeTarget {
  private readonly id = createId(Date.now());
  private readonly clock: Clock;
  private readonly workshop: Workshop;
  private readonly loop: Loop;
  private readonly heartbeat: Heartbeat;
  private channel: WakeChannel | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly options: EmbeddedExecutorOptions,
    private readonly parts: ExecutorParts,
  ) {
    const { log, backoff = serverBackoff, maxCalls = defaults.maxCalls } = options;
    const { leaseTtlMs = defaults.leaseTtlMs, pollMs = defaults.pollMs } = options;
    const databaseClock = new DatabaseClock();
    this.clock = options.clock ?? databaseClock;
    this.workshop = new Workshop({
      ...parts,
      id: this.id,
      clock: this.clock,
      backoff,
      maxCalls,
      log,
      onAftermath: ({ hasJobs, nextDueMs }) => {
        this.loop.noteDue(nextDueMs);
        if (hasJobs) this.offerJobs();
      },
      onRoom: () => this.loop.signalJobs(),
    });
    this.loop = new Loop({ clock: this.clock, pollMs, work: this.workshop, log });
    this.heartbeat = new Heartbeat({
      database: parts.database,
      id: this.id,
      ttlMs: leaseTtlMs,
      clock: options.clock ? undefined : databaseClock,
      activeLeases: () => this.workshop.activeLeases(),
      onFreed: () => this.loop.signalJobs(),
      log,
    });
  }

  async start(): Promise<void> {
    const { database, registry } = this.parts;
    if (this.options.isOnlyExecutor) await removeAllExecutors(database);
    await this.heartbeat.start();
    try {
      await unparkAllJobs(database);
      await registerCrons(database, registry, this.clock.now());
      await this.listen();
    } catch (error) {
      await this.heartbeat.stop();
      throw error;
    }
    this.workshop.open();
    this.loop.start();
  }

  stop(graceMs = defaults.graceMs): Promise<void> {
    this.stopping ??= this.shutDown(graceMs);
    return this.stopping;
  }

  receive(events: unknown, seed: string | null): Promise<string[]> {
    return this.workshop.send(events, seed);
  }

  checkpoint(body: unknown): Promise<CheckpointAnswer> {
    return this.workshop.checkpoint(body);
  }

  send(events: unknown): Promise<string[]> {
    return this.receive(events, null);
  }

  counts(): Promise<RunCounts> {
    return countRuns(this.parts.database);
  }

  async health(): Promise<ExecutorHealth> {
    const { pollMs = defaults.pollMs } = this.options;
    const lagMs = await measureLag(this.parts.database, this.parts.registry.ids, this.clock.now());
    const ok = this.loop.isRunning && this.loop.sinceTurnMs < pollMs + 10_000;
    return { ok, lagMs, callsInFlight: this.workshop.inFlight };
  }

  inspect(runId: string): Promise<RunReport | undefined> {
    return inspectRun(this.parts.database, runId);
  }

  prune(olderThan: Date): Promise<Pruned> {
    return pruneHistory(this.parts.database, olderThan.getTime(), this.clock.now());
  }

  private async shutDown(graceMs: number): Promise<void> {
    const { log } = this.options;
    // Before anything is waited for: a step that ends meanwhile must not be followed by another.
    this.workshop.shut();
    // The heart beats until everything has been given back.
    await this.loop.stop();
    try {
      await this.workshop.close(graceMs);
      await this.heartbeat.stop();
      await removeExecutor(this.parts.database, this.id);
      await notifyOthers(this.options.pool, this.id);
    } catch (error) {
      log.warn(
        "The embedded executor could not give back its jobs; others take them over when its leases expire.",
        { error },
      );
    }
    await this.heartbeat.stop();
    this.channel?.close();
  }

  private offerJobs(): void {
    if (this.loop.isRunning) this.loop.signalJobs();
    if (this.loop.isRunning && !this.heartbeat.hasOthers) return;
    void this.tellOthers();
  }

  private async tellOthers(): Promise<void> {
    try {
      await notifyOthers(this.options.pool, this.id);
    } catch (error) {
      this.options.log.warn("Other executors were not told of new work; they find it by themselves.", {
        error,
      });
    }
  }

  private async listen(): Promise<void> {
    const { pool, log } = this.options;
    this.channel = await openWakeChannel(pool, {
      self: this.id,
      onWake: () => this.loop.signalAll(),
      onBroken: (error) => {
        log.warn("The connection that listens for work broke; a new one is being opened.", { error });
        this.channel = undefined;
        void this.listenAgain();
      },
    });
  }

  /** Meanwhile the loop's polling finds what others have left. */
  private async listenAgain(): Promise<void> {
    while (!this.stopping && !this.channel) {
      try {
        await this.listen();
      } catch {
        // The break has been logged; the database is not back yet.
        await new Promise((resolve) => setTimeout(resolve, 1_000).unref());
      }
    }
  }
}
