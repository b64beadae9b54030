"use client";

import { useSyncExternalStore } from "react";
import { formatInstant } from "@/components/ui/format";
import { neverChanges } from "@/components/ui/never-changes";
import { nextTimes, type Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-setup";
import { locale } from "@/text/locale";

const shownTimes = 5;
const minuteMs = 60_000;

/** The next five times of a cron schedule, in its own time zone. */
export function NextTimes({ schedule }: { schedule: Extract<Schedule, { type: "cron" }> }) {
  const now = useSyncExternalStore(neverChanges, presentMinute, unknown);
  if (now === null) return null;
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: schedule.timeZone,
  });
  return (
    <div className="grid gap-1 text-xs">
      <span className="text-ink-muted">{text.nextTimesIn(schedule.timeZone)}</span>
      <ol aria-label={text.nextTimes} className="flex flex-wrap gap-1.5">
        {nextTimes(schedule, new Date(now), shownTimes).map((time) => (
          <li key={time.getTime()} className="rounded-sm bg-sunken px-1.5 py-0.5 tabular-nums">
            <time dateTime={formatInstant(time)} title={formatInstant(time)}>
              {format.format(time)}
            </time>
          </li>
        ))}
      </ol>
    </div>
  );
}

function presentMinute(): number {
  return Math.floor(Date.now() / minuteMs) * minuteMs;
}

/** On the server, whose clock is not the reader's: nothing is drawn. */
function unknown(): null {
  return null;
}
