import cronstrue from "cronstrue";
import type { Schedule } from "@/lib/connections/schedule";
import { describePeriod } from "./period-words";

/** A schedule in a few words. `follows` is the connection that it waits for. */
export function describeSchedule(schedule: Schedule, follows: { name: string } | null): string {
  switch (schedule.type) {
    case "manual":
      return "Manual";
    case "every":
      return describePeriod(schedule.minutes);
    case "cron":
      return `${cronstrue.toString(schedule.expression, { use24HourTimeFormat: true })} (${schedule.timeZone})`;
    case "after":
      return `After ${follows?.name ?? "another connection"}`;
  }
}
