import { ProblemError } from "@/lib/api/problem";
import { isUuid } from "@/lib/connectors/input";
import { periodsMinutes } from "@/lib/connections/periods";
import type { Schedule } from "@/lib/connections/schedule";
import { InvalidInputError } from "@/lib/errors";
import { parseApiCron, renderApiCron } from "../quartz";
import type { ApiConnection, ApiSchedule } from "../wire/connections";

export function fromApiSchedule(schedule: ApiSchedule): Schedule {
  switch (schedule.scheduleType) {
    case "manual":
      return schedule.afterConnectionId === undefined
        ? { type: "manual" }
        : { type: "after", connectionId: followedId(schedule.afterConnectionId) };
    case "cron": {
      if (!schedule.cronExpression?.trim()) {
        throw cronError(
          "missing-cron-data",
          "Cron data is missing",
          "A cron schedule needs a cronExpression, for example 0 0 12 * * ?.",
        );
      }
      const parsed = parseApiCron(schedule.cronExpression);
      if ("problem" in parsed)
        throw cronError("invalid-expression", "Invalid cron expression", parsed.problem);
      return parsed.schedule;
    }
    case "basic":
      return { type: "every", minutes: minutesOf(schedule.basicTiming ?? "") };
  }
}

export function toApiSchedule(schedule: Schedule): ApiConnection["schedule"] {
  switch (schedule.type) {
    case "manual":
      return { scheduleType: "manual" };
    case "every":
      return { scheduleType: "basic", basicTiming: timingOf(schedule.minutes) };
    case "cron":
      return { scheduleType: "cron", cronExpression: renderApiCron(schedule) };
    // Clients fail on a fourth type. To them it never syncs by itself, which is true of the clock.
    case "after":
      return { scheduleType: "manual", afterConnectionId: schedule.connectionId };
  }
}

function followedId(text: string): string {
  if (isUuid(text)) return text;
  throw new InvalidInputError(`There is no connection ${text} in this workspace.`);
}

function timingOf(minutes: number): string {
  return minutes % 60 === 0 ? `Every ${minutes / 60} HOURS` : `Every ${minutes} MINUTES`;
}

function minutesOf(timing: string): (typeof periodsMinutes)[number] {
  const minutes = periodsMinutes.find((period) => timingOf(period) === timing.trim());
  if (minutes !== undefined) return minutes;
  const offered = periodsMinutes.map(timingOf).join(", ");
  throw new InvalidInputError(`"${timing}" is not a basicTiming. Use one of: ${offered}.`);
}

function cronError(type: string, title: string, message: string): ProblemError {
  return new ProblemError("bad_request", message, {
    status: 400,
    type: `error:cron-validation/${type}`,
    title,
  });
}
