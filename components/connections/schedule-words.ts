import cronstrue from "cronstrue";
import type { Schedule } from "@/lib/connections/schedule";

export function describePeriod(minutes: number): string {
  if (minutes < 60) return `Every ${minutes} min`;
  return minutes === 60 ? "Every hour" : `Every ${minutes / 60} h`;
}

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
