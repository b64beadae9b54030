import os from "node:os";
import { Worker } from "node:worker_threads";
import { createLocalFiles } from "@/connectors/sdk/local-files";
import type { Context } from "@/connectors/sdk";
import { systemClock } from "@/connectors/sdk/system-clock";
import { redactText } from "@/lib/secrets/redact";
import type { WriteAnswer } from "@/lib/sync/write-gate/types";
import { createGuardedFetch } from "./guarded-fetch";
import type { TaskContext } from "./handlers";
import { performTask } from "./perform-task";
import type { TaskEvent, TaskInput, TaskName } from "./tasks";
import { fromWire, toWire, type FromWorker, type ToWorker, type WorkerSettings } from "./wire";

const aliveEveryMs = 500;
/** In nice's terms. */
const lowerPriority = 10;

interface RunningTask {
  controller: AbortController;
  stopping: boolean;
  rotations: Map<number, { resolve(): void; reject(error: Error): void }>;
  decisions: Map<number, { resolve(answers: WriteAnswer[]): void; reject(error: Error): void }>;
}

const running = new Map<number, RunningTask>();
let rotationCount = 0;
let decisionCount = 0;

// Pages and the database come first where processors are short.
os.setPriority(Math.max(os.getPriority(), lowerPriority));
dieWithParent();
setInterval(() => send({ type: "alive", rssBytes: process.memoryUsage.rss() }), aliveEveryMs).unref();
process.on("message", (message: ToWorker) => receive(message));
// Nothing waits for an orderly end, and a library's thread that waits for this one would never let it come.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The parent alone decides when a worker ends: a Ctrl-C at the terminal reaches the whole group.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
send({ type: "ready" });

function receive(message: ToWorker): void {
  switch (message.type) {
    case "task":
      void perform(message.id, message.name, message.input, message.settings);
      return;
    case "abort":
      running.get(message.id)?.controller.abort(new Error(message.reason));
      return;
    case "stop": {
      const task = running.get(message.id);
      if (task) task.stopping = true;
      return;
    }
    case "rotated": {
      const rotation = running.get(message.id)?.rotations.get(message.rotation);
      if (message.error === null) rotation?.resolve();
      else rotation?.reject(new Error(message.error));
      return;
    }
    case "decided": {
      const { id, decision, outcome } = message;
      const decisions = running.get(id)?.decisions;
      const asked = decisions?.get(decision);
      decisions?.delete(decision);
      if ("error" in outcome) asked?.reject(fromWire(outcome.error));
      else asked?.resolve(outcome);
      return;
    }
  }
}

async function perform<Name extends TaskName>(
  id: number,
  name: Name,
  input: unknown,
  settings: WorkerSettings,
): Promise<void> {
  const task: RunningTask = {
    controller: new AbortController(),
    stopping: false,
    rotations: new Map(),
    decisions: new Map(),
  };
  running.set(id, task);
  const emit = (event: TaskEvent) => send({ type: "event", id, event });
  const context: TaskContext = {
    ctx: contextOf(id, task, emit, settings),
    emit,
    shouldStop: () => task.stopping,
    askConsole: (questions) =>
      new Promise((resolve, reject) => {
        const decision = ++decisionCount;
        task.decisions.set(decision, { resolve, reject });
        send({ type: "decide", id, decision, questions });
      }),
  };
  try {
    // The pool, in the same code base, sends the input that belongs to the name.
    const result = await performTask(name, input as TaskInput<Name>, context);
    send({ type: "result", id, result });
  } catch (error) {
    send({ type: "error", id, error: toWire(error) });
  } finally {
    running.delete(id);
  }
}

function contextOf(
  id: number,
  task: RunningTask,
  emit: (event: TaskEvent) => void,
  settings: WorkerSettings,
): Context {
  return {
    signal: task.controller.signal,
    clock: systemClock,
    log: (level, message, facts = {}) =>
      emit({
        type: "log",
        level,
        message: redactText(message),
        facts: JSON.parse(redactText(JSON.stringify(facts))) as typeof facts,
      }),
    http: createGuardedFetch(settings.allowPrivateNetwork),
    localFiles: createLocalFiles(settings.localFilesDir),
    secrets: {
      rotate: (patch) =>
        new Promise((resolve, reject) => {
          const rotation = ++rotationCount;
          task.rotations.set(rotation, { resolve, reject });
          send({ type: "rotate", id, rotation, patch });
        }),
    },
  };
}

function send(message: FromWorker): void {
  // A parent that has just gone takes no message; "disconnect" then ends the process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * A spinning connector never sees "disconnect": a thread of its own ends the process once its parent is gone, which may
 * be before that thread has begun.
 */
function dieWithParent(): void {
  const watch = `
    const parent = require("node:worker_threads").workerData;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 500);
  `;
  // Looked up here: by the time the thread runs, the parent may be gone, and another one be in its place.
  new Worker(watch, { eval: true, name: "parent-watch", workerData: process.ppid }).unref();
}
