import { Cron } from "croner";
import { z } from "zod";
import { periodsMinutes } from "./periods";

const cronSchema = z
  .object({
    type: z.literal("cron"),
    /** Five fields: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday). */
    expression: z.string().trim(),
    /** IANA name, for example Europe/Berlin. */
    timeZone: z.string(),
    /** The same schedule as an API client wrote it, given back to it unchanged. */
    quartz: z.string().optional(),
  })
  .superRefine((cron, context) => {
    const problem = cronProblem(cron.expression, cron.timeZone);
    if (problem) context.addIssue({ code: "custom", path: [problem.field], message: problem.message });
  });

/** When a connection syncs by itself. */
export const scheduleSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("manual") }),
  z.object({ type: z.literal("every"), minutes: z.literal(periodsMinutes) }),
  cronSchema,
  /** Whenever a sync of that connection has ended green. */
  z.object({ type: z.literal("after"), connectionId: z.uuid("Choose the connection to sync after.") }),
]);

export type Schedule = z.infer<typeof scheduleSchema>;

type StoredSchedule = Exclude<Schedule, { type: "after" }> | { type: "after" };

/**
 * Of a row: it was judged when it was written, and must not be refused because the calendar has changed since. What a
 * schedule follows stands in its own column alone, where the database holds on to it.
 */
export function readSchedule(row: { schedule: unknown; followsId: string | null }): Schedule {
  const stored = row.schedule as StoredSchedule;
  if (stored.type !== "after") return stored;
  return row.followsId === null ? { type: "manual" } : { type: "after", connectionId: row.followsId };
}

/** As a row has it: the other way round. */
export function storeSchedule(schedule: Schedule): { schedule: StoredSchedule; followsId: string | null } {
  if (schedule.type !== "after") return { schedule, followsId: null };
  return { schedule: { type: "after" }, followsId: schedule.connectionId };
}

/**
 * The first instant after `after` at which the schedule is due; null for manual ones and for those that follow another
 * connection. Ticks of a period are counted
 * from `anchor` (default: `after`), so that a late dispatch does not shift the ones that follow. However many ticks
 * were missed, the answer is the next one still to come: they coalesce.
 */
export function nextDue(schedule: Schedule, after: Date, anchor: Date = after): Date | null {
  switch (schedule.type) {
    case "manual":
    case "after":
      return null;
    case "every": {
      const periodMs = schedule.minutes * 60_000;
      const ticks = Math.floor((after.getTime() - anchor.getTime()) / periodMs) + 1;
      return new Date(anchor.getTime() + Math.max(ticks, 1) * periodMs);
    }
    case "cron":
      return parseCron(schedule.expression, schedule.timeZone).nextRun(after);
  }
}

/** The next instants at which the schedule is due; none for what no clock drives. */
export function nextTimes(schedule: Schedule, after: Date, count: number): Date[] {
  const times: Date[] = [];
  for (let next = nextDue(schedule, after); next && times.length < count; next = nextDue(schedule, next))
    times.push(next);
  return times;
}

/** Why the expression or the time zone cannot be used; null when they can. */
export function cronProblem(
  expression: string,
  timeZone: string,
): { field: "expression" | "timeZone"; message: string } | null {
  if (!isTimeZone(timeZone)) {
    return {
      field: "timeZone",
      message: `"${timeZone}" is not a time zone. Use an IANA name, for example Europe/Berlin.`,
    };
  }
  if (expression.split(/\s+/).length !== 5) {
    return {
      field: "expression",
      message: `"${expression}" does not have five fields. Use minute, hour, day, month and weekday, for example 0 6 * * 1-5.`,
    };
  }
  try {
    if (parseCron(expression, timeZone).nextRun()) return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    return { field: "expression", message: `"${expression}" is not a cron expression: ${reason}` };
  }
  return { field: "expression", message: `"${expression}" is never due. Choose a date that exists.` };
}

export function isTimeZone(name: string): boolean {
  try {
    return name !== "" && new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

function parseCron(expression: string, timeZone: string): Cron {
  return new Cron(expression, { timezone: timeZone, mode: "5-part", paused: true });
}
