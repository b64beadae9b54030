import { createSystemEvent, systemEvents } from "./events";
import { dispatchEvents, type IngestContext } from "./ingest";
import type { Aftermath } from "./changes";
import type { RegisteredCron, RegisteredFunction, Registry } from "./registration";
import { planRun } from "./run-plans";
import { advanceCron, findDueCrons, saveCrons, type CronRow } from "./store/crons";
import type { Database } from "./store/database";
import { insertEvents } from "./store/events";

const never = Date.UTC(9999, 11, 31);

/** Remembers when the ticks of newly registered crons are due; crons known from before keep their place. */
export async function registerCrons(database: Database, registry: Registry, nowMs: number): Promise<void> {
  const rows = [...registry.functions.values()].flatMap((fn) =>
    fn.crons.flatMap(({ expression, nextAfter }): CronRow[] => {
      const nextMs = nextAfter(nowMs);
      return nextMs === undefined ? [] : [{ functionId: fn.id, expression, nextMs }];
    }),
  );
  await saveCrons(database, rows);
}

/**
 * Fires the crons that are due, each by one executor only. Ticks that nobody was there to fire are made up for by one:
 * the last of them, with its own time.
 */
export async function fireCrons(database: Database, context: IngestContext): Promise<Aftermath[]> {
  const aftermaths: Aftermath[] = [];
  for (const row of await findDueCrons(database, context.nowMs)) {
    const fn = context.registry.functions.get(row.functionId);
    const cron = fn?.crons.find(({ expression }) => expression === row.expression);
    if (fn && cron) aftermaths.push(...(await fireCron(database, { fn, cron, row }, context)));
  }
  return aftermaths;
}

async function fireCron(
  database: Database,
  { fn, cron, row }: { fn: RegisteredFunction; cron: RegisteredCron; row: CronRow },
  context: IngestContext,
): Promise<Aftermath[]> {
  const { nowMs } = context;
  const tickMs = Math.max(row.nextMs, cron.lastUntil(nowMs) ?? row.nextMs);
  const nextMs = cron.nextAfter(nowMs) ?? never;
  const tick = new Date(tickMs).toISOString();
  const data = { cron: cron.expression, fireAt: tick, scheduledAt: tick };
  const event = createSystemEvent(systemEvents.cronTick, data, { nowMs, id: tick, ts: tickMs });
  return database.transaction(async (sql) => {
    context.slots.reset();
    if (!(await advanceCron(sql, row, nextMs))) return [];
    await insertEvents(sql, [event], nowMs);
    return dispatchEvents(sql, [], context, [planRun(fn, event, { nowMs })]);
  });
}
