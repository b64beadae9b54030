import type { StoredEvent } from "./events";
import { createId, hashText } from "./ids";
import type { RegisteredFunction } from "./registration";

/** A run that an event asks for, before singletons and de-duplication have had their say. */
export interface RunPlan {
  runId: string;
  fn: RegisteredFunction;
  event: StoredEvent;
  /** When its first call is due: at once, or at the event's own time. */
  dueMs: number;
  limitKeys: string[];
  throttleKey: string | null;
  singletonLock: string | null;
  /** Keys of which each starts one run in 24 hours. */
  onceKeys: string[];
  parent: { runId: string; stepId: string } | null;
}

export const onceKeyMs = 86_400_000;

/** Pure but for the new run's id. */
export function planRun(
  fn: RegisteredFunction,
  event: StoredEvent,
  context: { nowMs: number; parent?: RunPlan["parent"] },
): RunPlan {
  const { nowMs, parent = null } = context;
  return {
    runId: createId(nowMs),
    fn,
    event,
    dueMs: Math.max(nowMs, event.dueMs),
    limitKeys: fn.concurrency.map((limit) => limit.keyOf(event.event)),
    throttleKey: fn.throttle?.keyOf(event.event) ?? null,
    singletonLock: fn.singleton?.keyOf(event.event) ?? null,
    onceKeys: onceKeysOf(fn, event),
    parent,
  };
}

function onceKeysOf(fn: RegisteredFunction, event: StoredEvent): string[] {
  const keys: string[] = [];
  if (event.senderId !== undefined) keys.push(hashText(`event\0${fn.id}\0${event.senderId}`));
  if (fn.idempotencyKeyOf) keys.push(hashText(`idempotency\0${fn.idempotencyKeyOf(event.event)}`));
  return keys;
}
