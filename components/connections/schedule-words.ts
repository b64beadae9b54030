import cronstrue from "cronstrue";
import type { Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-setup";

/** A schedule in a few words. `follows` is the connection that it waits for. */
export function describeSchedule(schedule: Schedule, follows: { name: string } | null): string {
  switch (schedule.type) {
    case "manual":
      return text.manual;
    case "every":
      return text.period(schedule.minutes);
    case "cron":
      return `${cronstrue.toString(schedule.expression, { use24HourTimeFormat: true })} (${schedule.timeZone})`;
    case "after":
      return follows ? text.after(follows.name) : text.afterAnother;
  }
}
