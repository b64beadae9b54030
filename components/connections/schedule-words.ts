import type { Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-setup";
import * as cronText from "@/text/cron";

/** A schedule in a few words. `follows` is the connection that it waits for. */
export function describeSchedule(schedule: Schedule, follows: { name: string } | null): string {
  switch (schedule.type) {
    case "manual":
      return text.manual;
    case "every":
      return text.period(schedule.minutes);
    case "cron":
      return cronText.inZone(schedule.expression, schedule.timeZone);
    case "after":
      return follows ? text.after(follows.name) : text.afterAnother;
  }
}
