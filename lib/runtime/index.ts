import type { SluiceEvent } from "@/lib/inngest/events";
import type { WorkerPool } from "@/lib/worker/tasks";
import type { Trouble } from "./trouble";

/** What runs beside the pages in this process: started once by the launcher, brought by tests themselves. */
export interface Runtime {
  pool: WorkerPool;
  /** Resolves when the events are durable. */
  send(events: SluiceEvent[]): Promise<void>;
  /** Why a part is not well; null where it is. */
  health(): Promise<Record<"executor" | "workers", Trouble | null>>;
  /** Lets go of the executor's own records of what ended before this time. An Inngest server looks after its own. */
  pruneExecutor?(olderThan: Date): Promise<void>;
}

/** Next loads this module more than once in a process; the runtime is one. */
const holder = globalThis as typeof globalThis & { sluiceRuntime?: Runtime };

export function runtime(): Runtime {
  if (!holder.sluiceRuntime) throw new Error("The runtime was used before it was started.");
  return holder.sluiceRuntime;
}

export function setRuntime(value: Runtime | undefined): void {
  if (value) holder.sluiceRuntime = value;
  else delete holder.sluiceRuntime;
}
