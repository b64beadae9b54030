import cronstrue from "cronstrue";
import type { Schedule } from "@/lib/connections/schedule";

export function describePeriod(minutes: number): string {
  if (minutes < 60) return `Every ${minutes} min`;
  return minutes === 60 ? "Every hour" : `Every ${minutes / 60} h`;
}

/** A schedule in a few words. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.type) {
    case "manual":
      return "Manual";
    case "every":
      return describePeriod(schedule.minutes);
    case "cron":
      return `${cronstrue.toString(schedule.expression, { use24HourTimeFormat: true })} (${schedule.timeZone})`;
  }
}
