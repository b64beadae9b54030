import { fork, type ChildProcess } from "node:child_process";
import type { Logger } from "@/lib/log";
import { WorkerLostError } from "@/lib/sync/retry";
import type { WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import type { TaskEvent, TaskName } from "./tasks";
import { fromWire, toWire, type FromWorker, type ToWorker, type WorkerSettings } from "./wire";

export interface WorkerLimits {
  /** A busy worker that gives no sign of life for so long spins, and is killed. */
  unresponsiveMs: number;
  /** A worker that holds more memory is killed. */
  maxRssBytes: number;
  /** A worker that does not end its task so long after an abort is killed. */
  abortGraceMs: number;
}

export interface WorkerProcessOptions {
  entry: string;
  settings: WorkerSettings;
  limits: WorkerLimits;
  environment: NodeJS.ProcessEnv;
  log: Logger;
}

export interface AssignedTask {
  name: TaskName;
  input: unknown;
  /** Whom to name when the worker is lost: the connectors at work. */
  label: string;
  onEvent(event: TaskEvent): void;
  onRotate(patch: Record<string, string>): Promise<void>;
  onDecide(questions: WriteQuestion[]): Promise<WriteAnswer[]>;
}

interface Assignment extends AssignedTask {
  id: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * One heap for all threads of a worker: by default each thread of native code has its own (glibc), and what one has
 * freed lies there unused while the next one grows.
 */
const allocatorSettings = { MALLOC_ARENA_MAX: "1" };

/** Young objects have 4 MB instead of 16: up to 45 MB less at the peak, for at most a tenth more time where rows move as objects. */
const execArgv = ["--max-old-space-size=1024", "--max-semi-space-size=4", "--enable-source-maps"];

let taskCount = 0;

/** One worker process and the task it is at. Lost workers reject their task; they are never used again. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private assignment: Assignment | null = null;
  /** By the monotonic clock: the machine's own may be set meanwhile. */
  private lastAliveAt = performance.now();
  private rssBytes = 0;
  private killReason: string | null = null;
  private readonly watchdog: NodeJS.Timeout;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  isEnded = false;
  /** It has started and said so. */
  isReady = false;
  /** Set where a task left it in doubt: it is not given another one. */
  isSpoiled = false;

  constructor(private readonly options: WorkerProcessOptions) {
    this.child = fork(options.entry, [], {
      serialization: "advanced",
      env: { ...allocatorSettings, ...options.environment },
      execArgv,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.child.on("message", (message: FromWorker) => this.receive(message));
    this.child.stdout?.on("data", (chunk: Buffer) =>
      options.log.debug("worker output", { text: chunk.toString() }),
    );
    this.child.stderr?.on("data", (chunk: Buffer) =>
      options.log.warn("worker output", { text: chunk.toString() }),
    );
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => this.onEnd(`could not be started: ${error.message}`, resolve));
      this.child.once("exit", (code, signal) => this.onEnd(exitReason(code, signal), resolve));
    });
    this.watchdog = setInterval(() => this.watch(), Math.min(500, options.limits.unresponsiveMs / 2));
    this.watchdog.unref();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isBusy(): boolean {
    return this.assignment !== null;
  }

  get memoryBytes(): number {
    return this.rssBytes;
  }

  perform(task: AssignedTask, signal?: AbortSignal): Promise<unknown> {
    if (this.assignment || this.isEnded) throw new Error("The worker is not free.");
    const id = ++taskCount;
    return new Promise((resolve, reject) => {
      const onAbort = () => this.abort(id, reasonOf(signal));
      const settle = () => {
        this.assignment = null;
        signal?.removeEventListener("abort", onAbort);
      };
      this.assignment = {
        ...task,
        id,
        resolve: (result) => (settle(), resolve(result)),
        reject: (error) => (settle(), reject(signal?.aborted ? (signal.reason as Error) : error)),
      };
      this.lastAliveAt = performance.now();
      this.tell({ type: "task", id, name: task.name, input: task.input, settings: this.options.settings });
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
    });
  }

  /** The slice at work, if any, ends at its next checkpoint. */
  askToStop(): void {
    if (this.assignment) this.tell({ type: "stop", id: this.assignment.id });
  }

  kill(reason: string): void {
    this.killReason ??= reason;
    this.child.kill("SIGKILL");
  }

  /** Ends an idle worker. */
  retire(): void {
    this.isSpoiled = true;
    if (this.child.connected) this.child.disconnect();
  }

  private abort(id: number, reason: string): void {
    this.isSpoiled = true;
    this.tell({ type: "abort", id, reason });
    const grace = setTimeout(() => {
      if (this.assignment?.id === id) this.kill("did not stop when it was asked to");
    }, this.options.limits.abortGraceMs);
    grace.unref();
  }

  private receive(message: FromWorker): void {
    this.lastAliveAt = performance.now();
    if (message.type === "ready") this.isReady = true;
    if (message.type === "alive") this.rssBytes = message.rssBytes;
    const assignment = this.assignment;
    if (!assignment || !("id" in message) || message.id !== assignment.id) return;
    switch (message.type) {
      case "event":
        assignment.onEvent(message.event);
        return;
      case "rotate":
        void this.rotate(assignment, message.rotation, message.patch);
        return;
      case "decide":
        void this.decide(assignment, message.decision, message.questions);
        return;
      case "result":
        assignment.resolve(message.result);
        return;
      case "error":
        assignment.reject(fromWire(message.error));
        return;
    }
  }

  private async rotate(
    assignment: Assignment,
    rotation: number,
    patch: Record<string, string>,
  ): Promise<void> {
    const error = await assignment.onRotate(patch).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    this.tell({ type: "rotated", id: assignment.id, rotation, error });
  }

  private async decide(assignment: Assignment, decision: number, questions: WriteQuestion[]): Promise<void> {
    const outcome = await assignment
      .onDecide(questions)
      .catch((error: unknown) => ({ error: toWire(error) }));
    this.tell({ type: "decided", id: assignment.id, decision, outcome });
  }

  private watch(): void {
    if (!this.assignment) return;
    const { unresponsiveMs, maxRssBytes } = this.options.limits;
    if (performance.now() - this.lastAliveAt > unresponsiveMs) {
      this.kill(`gave no sign of life for ${Math.round(unresponsiveMs / 1000)} s, as if it spun`);
    } else if (this.rssBytes > maxRssBytes) {
      this.kill(
        `used ${megabytes(this.rssBytes)} MB of memory where ${megabytes(maxRssBytes)} MB are allowed`,
      );
    }
  }

  private onEnd(how: string, resolve: () => void): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearInterval(this.watchdog);
    const what = this.killReason ?? how;
    this.assignment?.reject(
      new WorkerLostError(
        `The worker at ${this.assignment.label} ${what} and was ended. The work goes on from its last checkpoint.`,
      ),
    );
    resolve();
  }

  private tell(message: ToWorker): void {
    // A process that just died takes no message; its exit is reported by onEnd.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGABRT" || code === 134) return "ran out of memory";
  return signal === null ? `exited with code ${code ?? "?"}` : `was killed by ${signal}`;
}

function reasonOf(signal: AbortSignal | undefined): string {
  return signal?.reason instanceof Error ? signal.reason.message : "The work was cancelled.";
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
