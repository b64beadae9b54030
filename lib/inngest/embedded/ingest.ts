import { admitRuns, findReplaced, reserveSingletons, splitByCancellation, type Slots } from "./admit-runs";
import { Changes, type Aftermath } from "./changes";
import type { StoredEvent } from "./events";
import { matchListeners, type Match } from "./matching";
import type { Registry } from "./registration";
import { planRun, type RunPlan } from "./run-plans";
import type { Sql } from "./store/database";
import { endRun, holdRuns, settleStep, type Held } from "./transitions";

export interface IngestContext {
  registry: Registry;
  slots: Slots;
  nowMs: number;
}

/**
 * Lets stored events take effect, in the transaction that stored them or took them from the outbox: ends the runs they
 * cancel, answers the waits they match, and creates the runs they start. `direct` are runs that are asked for by
 * other means than the event's name.
 */
export async function dispatchEvents(
  sql: Sql,
  events: StoredEvent[],
  context: IngestContext,
  direct: RunPlan[] = [],
): Promise<Aftermath[]> {
  const { registry, nowMs } = context;
  const plans = events.flatMap((event) =>
    registry.startedBy(event.event).map((fn) => planRun(fn, event, { nowMs })),
  );
  const [first = [], ...later] = splitByCancellation([...plans, ...direct]);
  const aftermaths = [await dispatchPart(sql, first, events, context)];
  for (const part of later) aftermaths.push(await startRuns(sql, part, context));
  return aftermaths;
}

/**
 * Creates planned runs, no two of which have the same "cancel" singleton. The transaction must hold their singleton locks,
 * and the runs that they replace, before it holds any other run.
 */
export async function startRuns(sql: Sql, plans: RunPlan[], context: IngestContext): Promise<Aftermath> {
  return dispatchPart(sql, plans, [], context);
}

async function dispatchPart(
  sql: Sql,
  plans: RunPlan[],
  events: StoredEvent[],
  context: IngestContext,
): Promise<Aftermath> {
  const { registry, slots, nowMs } = context;
  const changes = new Changes(registry, nowMs);
  const holders = await reserveSingletons(sql, plans);
  const matches = events.length === 0 ? [] : await matchListeners(sql, events, nowMs);
  const cancels = matches.filter(({ listener }) => listener.stepId === "");
  const waits = matches.filter(({ listener }) => listener.stepId !== "");
  const held = await holdRuns(
    sql,
    [...cancels.map(({ listener }) => listener.runId), ...findReplaced(plans, holders)],
    [...waits.map(({ listener }) => listener.runId), ...plans.flatMap(({ parent }) => parent?.runId ?? [])],
  );
  cancelMatched(changes, held, cancels);
  answerWaits(changes, held, waits);
  await admitRuns(sql, changes, { plans, holders, held, slots, nowMs });
  return changes.write(sql);
}

function cancelMatched(changes: Changes, held: Held, cancels: Match[]): void {
  for (const { listener } of cancels) {
    const run = held.runs.get(listener.runId);
    if (run) endRun(changes, held, run, { status: "cancelled", output: null });
  }
}

function answerWaits(changes: Changes, held: Held, waits: Match[]): void {
  for (const { listener, event } of waits) {
    const run = held.runs.get(listener.runId);
    if (!run) continue;
    settleStep(changes, held, run, {
      stepId: listener.stepId,
      name: "",
      failed: false,
      output: event.payload,
    });
  }
}
