import type { Changes } from "./changes";
import { executorError } from "./errors";
import { onceKeyMs, type RunPlan } from "./run-plans";
import type { Sql } from "./store/database";
import { claimOnceKeys, lockSingletons, releaseOnceKeys } from "./store/limits";
import type { NewListener } from "./store/listeners";
import { findSingletonHolders } from "./store/runs";
import { endRun, settleStep, type Held } from "./transitions";
import { hashValueAt, parseEqualityMatch } from "./expressions";
import { parseWaitEnd } from "./durations";
import type { ReceivedEvent } from "./events";

/** Where new runs may be started by this executor itself, without a way through the queue. */
export interface Slots {
  owner: string;
  /** Takes a free place for a call; false when there is none. */
  take(): boolean;
  /** Gives back what was taken: before each try of a transaction, and when it has failed. */
  reset(): void;
}

export type SingletonHolders = Map<string, string>;

/**
 * Makes sure that nobody else starts runs under the plans' singleton locks, and tells who holds them. Comes before any
 * run is locked, in every transaction, so that transactions cannot wait for each other in a circle.
 */
export async function reserveSingletons(sql: Sql, plans: RunPlan[]): Promise<SingletonHolders> {
  const locks = plans.flatMap((plan) => plan.singletonLock ?? []);
  if (locks.length === 0) return new Map();
  await lockSingletons(sql, locks);
  return findSingletonHolders(sql, locks);
}

export interface Admission {
  plans: RunPlan[];
  /** From reserveSingletons. */
  holders: SingletonHolders;
  held: Held;
  slots: Slots;
  nowMs: number;
}

/**
 * Creates the runs of those plans that singleton and de-duplication let through. The others leave no trace. A singleton's
 * plan from the future waits in the outbox: it competes for its place when it is due.
 */
export async function admitRuns(sql: Sql, changes: Changes, admission: Admission): Promise<void> {
  const { held, nowMs } = admission;
  const isPostponed = (plan: RunPlan) => plan.singletonLock !== null && plan.dueMs > nowMs;
  const plans = admission.plans.filter((plan) => !isPostponed(plan));
  for (const { event, fn, dueMs } of admission.plans.filter(isPostponed)) {
    changes.outbox.push({ eventId: event.id, functionId: fn.id, dueMs });
  }
  const free = plans.filter((plan) => !isHeldByAnother(plan, admission));
  const admitted = await takeKeys(sql, free, nowMs);
  for (const plan of admitted) {
    cancelHolder(changes, plan, admission);
    addRun(changes, plan, admission);
  }
  for (const plan of plans) {
    if (!admitted.has(plan)) refuseInvocation(changes, held, plan);
  }
}

/** The plans that get their singleton and their de-duplication keys. A plan that fails at one leaves the others free. */
async function takeKeys(sql: Sql, plans: RunPlan[], nowMs: number): Promise<Set<RunPlan>> {
  const wanted = plans.flatMap((plan) => plan.onceKeys);
  const granted = await claimOnceKeys(sql, wanted, nowMs, nowMs + onceKeyMs);
  const singletons = new Set<string>();
  const admitted = new Set<RunPlan>();
  for (const plan of plans) {
    if (singletons.has(plan.singletonLock ?? "") || !plan.onceKeys.every((key) => granted.has(key))) continue;
    if (plan.singletonLock !== null) singletons.add(plan.singletonLock);
    for (const key of plan.onceKeys) granted.delete(key);
    admitted.add(plan);
  }
  await releaseOnceKeys(sql, [...granted]);
  return admitted;
}

/** Runs that the plans' "cancel" singletons will end. */
export function findReplaced(plans: RunPlan[], holders: SingletonHolders): string[] {
  const cancelling = plans.filter((plan) => plan.fn.singleton?.mode === "cancel");
  return cancelling.flatMap((plan) => holders.get(plan.singletonLock ?? "") ?? []);
}

/**
 * Splits plans so that no part has two for the same "cancel" singleton: the later one has to find the earlier one's
 * run in order to cancel it.
 */
export function splitByCancellation(plans: RunPlan[]): RunPlan[][] {
  const parts: { plans: RunPlan[]; locks: Set<string> }[] = [];
  for (const plan of plans) {
    const lock = plan.fn.singleton?.mode === "cancel" ? plan.singletonLock : null;
    let part = parts.find(({ locks }) => lock === null || !locks.has(lock));
    if (!part) parts.push((part = { plans: [], locks: new Set() }));
    part.plans.push(plan);
    if (lock !== null) part.locks.add(lock);
  }
  return parts.map((part) => part.plans);
}

/** A run that this transaction itself has ended, by an event of the same send, holds nothing any more. */
function isHeldByAnother({ singletonLock, fn }: RunPlan, { holders, held }: Admission): boolean {
  const holder = holders.get(singletonLock ?? "");
  return fn.singleton?.mode === "skip" && holder !== undefined && !held.runs.get(holder)?.hasEnded;
}

function cancelHolder(changes: Changes, plan: RunPlan, { holders, held }: Admission): void {
  const holder = held.runs.get(holders.get(plan.singletonLock ?? "") ?? "");
  if (holder) endRun(changes, held, holder, { status: "cancelled", output: null });
}

function addRun(changes: Changes, plan: RunPlan, { nowMs, slots }: Admission): void {
  const { runId, fn, event, dueMs, limitKeys, throttleKey, singletonLock, parent } = plan;
  const isFree =
    dueMs <= nowMs && limitKeys.length === 0 && throttleKey === null && fn.singleton?.mode !== "cancel";
  const owner = isFree && slots.take() ? slots.owner : null;
  if (owner !== null) changes.startAtOnce(runId, event.payload);
  changes.runs.push({
    id: runId,
    functionId: fn.id,
    eventId: event.id,
    isStarted: owner !== null,
    limitKeys,
    singletonLock,
    parentRunId: parent?.runId ?? null,
    parentStepId: parent?.stepId ?? null,
  });
  changes.jobs.push({
    runId,
    stepId: "",
    functionId: fn.id,
    dueMs,
    rankMs: dueMs,
    limitKeys,
    throttleKey,
    owner,
  });
  addRunTimer(changes, plan, { nowMs, isStarted: owner !== null });
  changes.listeners.push(...cancelListeners(plan, nowMs));
}

/** Until it has started, a run is limited by its start timeout; then by its finish timeout. */
function addRunTimer(
  changes: Changes,
  { runId, fn, dueMs }: RunPlan,
  run: { nowMs: number; isStarted: boolean },
): void {
  if (run.isStarted && fn.finishTimeoutMs !== undefined) {
    changes.timers.push({ runId, stepId: "", kind: "finish", dueMs: run.nowMs + fn.finishTimeoutMs });
  }
  if (!run.isStarted && fn.startTimeoutMs !== undefined) {
    changes.timers.push({ runId, stepId: "", kind: "start", dueMs: dueMs + fn.startTimeoutMs });
  }
}

function cancelListeners({ runId, fn, event }: RunPlan, nowMs: number): NewListener[] {
  return fn.cancelOn.flatMap(({ event: eventName, expression, timeout }) => {
    const expiresMs = timeout === null ? null : (parseWaitEnd(timeout, nowMs) ?? null);
    return createListener({ runId, stepId: "", eventName, expression, expiresMs }, event.event);
  });
}

/** None where the condition compares a value that the run's event does not have: it could never be true. */
export function createListener(
  listener: Omit<NewListener, "matchPath" | "matchHash">,
  event: ReceivedEvent,
): NewListener[] {
  const match = parseEqualityMatch(listener.expression);
  if (!match) return [{ ...listener, matchPath: null, matchHash: null }];
  const matchHash = hashValueAt(event, match.eventPath);
  return matchHash === undefined ? [] : [{ ...listener, matchPath: match.asyncPath, matchHash }];
}

/** A step that waits for a run that will not be must not wait for ever. */
function refuseInvocation(changes: Changes, held: Held, { parent, fn }: RunPlan): void {
  const run = held.runs.get(parent?.runId ?? "");
  if (!run || !parent) return;
  const message = `"${fn.id}" was not invoked: its singleton or idempotency key is held by another run.`;
  settleStep(changes, held, run, {
    stepId: parent.stepId,
    name: "",
    failed: true,
    output: JSON.stringify(executorError(message, "InvokeError")),
  });
}
