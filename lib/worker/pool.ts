import { findDestination } from "@/connectors/registry";
import { log as processLog, type Logger } from "@/lib/log";
import type { WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import { KeyedMutex } from "./mutex";
import type {
  ConnectorCall,
  DestinationCall,
  TaskInput,
  TaskName,
  TaskOptions,
  TaskResult,
  WorkerPool,
} from "./tasks";
import type { WorkerSettings } from "./wire";
import { WorkerProcess, type AssignedTask, type WorkerLimits } from "./worker-process";

export interface PoolOptions {
  /** The bundled lib/worker/main.ts. */
  entry: string;
  settings: WorkerSettings;
  /** Decides on writes to destinations whose write authentication is built in. Absent: there is no such decision, and no write. */
  decide?: DecideForDestination;
  /** Slices, finishes and counts at the same time. */
  syncWorkers: number;
  /** Checks and discoveries that someone waits for, at the same time, beside them. */
  interactiveWorkers?: number;
  limits?: Partial<WorkerLimits>;
  environment?: NodeJS.ProcessEnv;
  log?: Logger;
}

/** Of a console: may what this destination's configuration names as its key write there? Answers in the order of the questions. */
export type DecideForDestination = (
  destination: DestinationCall,
  questions: WriteQuestion[],
) => Promise<WriteAnswer[]>;

type Lane = TaskOptions["lane"];

interface Waiting {
  start(): void;
}

const defaultLimits: WorkerLimits = {
  unresponsiveMs: 30_000,
  maxRssBytes: 1_536 * 1_048_576,
  abortGraceMs: 10_000,
};

/** A worker that grew beyond this is replaced after its task, so that memory goes back to the system. */
const retireAboveBytes = 400 * 1_048_576;

const respawnAfterMs = 1_000;

export function createWorkerPool(options: PoolOptions): WorkerPool {
  return new Pool(options);
}

class Pool implements WorkerPool {
  private readonly workers = new Set<WorkerProcess>();
  private readonly lanes: Record<Lane, { limit: number; busy: number; waiting: Waiting[] }>;
  private readonly exclusive = new KeyedMutex();
  private readonly log: Logger;
  private isStopping = false;

  constructor(private readonly options: PoolOptions) {
    this.log = options.log ?? processLog;
    this.lanes = {
      sync: { limit: options.syncWorkers, busy: 0, waiting: [] },
      interactive: { limit: options.interactiveWorkers ?? 4, busy: 0, waiting: [] },
    };
    this.keepOneWarm();
  }

  async run<Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskResult<Name>> {
    const key = await exclusiveKeyOf(input);
    const work = () => this.runInLane(name, input, options);
    // The worker answers a task with the result that belongs to its name.
    return (key === null ? work() : this.exclusive.hold(key, work)) as Promise<TaskResult<Name>>;
  }

  async stop(graceMs: number): Promise<void> {
    this.isStopping = true;
    for (const worker of this.workers) worker.askToStop();
    const deadline = Date.now() + graceMs;
    while ([...this.workers].some((worker) => worker.isBusy) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const worker of this.workers) worker.kill("was ended, because the console stops,");
    await Promise.all([...this.workers].map((worker) => worker.ended));
  }

  health() {
    const busy = this.lanes.sync.busy + this.lanes.interactive.busy;
    const queued = this.lanes.sync.waiting.length + this.lanes.interactive.waiting.length;
    return { ok: !this.isStopping && this.workers.size > 0, workers: this.workers.size, busy, queued };
  }

  private async runInLane<Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<unknown> {
    const lane = this.lanes[options.lane];
    await this.enter(lane, options.signal);
    try {
      return await this.perform(this.takeWorker(), name, input, options);
    } finally {
      lane.busy--;
      lane.waiting.shift()?.start();
    }
  }

  private enter(lane: Pool["lanes"][Lane], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.isStopping) throw new Error("The console is stopping and takes no new work.");
    if (lane.busy < lane.limit) {
      lane.busy++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          signal?.removeEventListener("abort", onAbort);
          lane.busy++;
          resolve();
        },
      };
      const onAbort = () => {
        lane.waiting.splice(lane.waiting.indexOf(waiting), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      lane.waiting.push(waiting);
    });
  }

  private async perform<Name extends TaskName>(
    worker: WorkerProcess,
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<unknown> {
    const task: AssignedTask = {
      name,
      input,
      label: labelOf(name, input),
      onEvent: (event) => options.onEvent?.(event),
      onRotate: options.onRotate ?? (() => Promise.reject(new Error("Secrets cannot be rotated here."))),
      onDecide: (questions) => this.decide(input, questions),
    };
    const performing = worker.perform(task, options.signal);
    this.keepOneWarm();
    try {
      return await performing;
    } finally {
      if (worker.isSpoiled || worker.memoryBytes > retireAboveBytes) worker.retire();
      this.retireSurplus();
    }
  }

  private async decide(input: object, questions: WriteQuestion[]): Promise<WriteAnswer[]> {
    if (!this.options.decide || !("destination" in input))
      throw new Error("Nobody is here to decide on writes.");
    // Every task with a destination has it as such a call.
    return this.options.decide(input.destination as DestinationCall, questions);
  }

  private takeWorker(): WorkerProcess {
    return this.idle()[0] ?? this.spawn();
  }

  private idle(): WorkerProcess[] {
    return [...this.workers].filter((worker) => !worker.isBusy && !worker.isSpoiled && !worker.isEnded);
  }

  private keepOneWarm(): void {
    if (!this.isStopping && this.idle().length === 0) this.spawn();
  }

  private retireSurplus(): void {
    for (const worker of this.idle().slice(Math.max(1, Math.min(2, this.options.syncWorkers))))
      worker.retire();
  }

  private spawn(): WorkerProcess {
    const { entry, settings, environment = { NODE_ENV: "production" }, limits } = this.options;
    const worker = new WorkerProcess({
      entry,
      settings,
      environment,
      log: this.log,
      limits: { ...defaultLimits, ...limits },
    });
    this.workers.add(worker);
    void worker.ended.then(() => {
      this.workers.delete(worker);
      // A worker that cannot even start is tried again at ease, not in a loop.
      if (worker.isReady) this.keepOneWarm();
      else setTimeout(() => this.keepOneWarm(), respawnAfterMs).unref();
    });
    return worker;
  }
}

/** What only one process at a time can hold, if the task's destination has such a thing. */
async function exclusiveKeyOf(input: object): Promise<string | null> {
  if (!("destination" in input) || "streams" in input) return null;
  const call = input.destination as ConnectorCall;
  const connector = await findDestination(call.connector)?.load();
  if (!connector?.exclusive) return null;
  const key = connector.exclusive(connector.spec.parse(call.config));
  return key === null ? null : `${call.connector}:${key}`;
}

function labelOf(name: TaskName, input: object): string {
  const ends = (["source", "destination"] as const).flatMap((end) =>
    end in input ? [connectorOf(input, end)] : [],
  );
  return `${name} (${ends.join(" → ")})`;
}

function connectorOf(input: object, end: "source" | "destination"): string {
  return (input as Record<typeof end, ConnectorCall>)[end].connector;
}
