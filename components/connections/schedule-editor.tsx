"use client";

import dynamic from "next/dynamic";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { periodsMinutes } from "@/lib/connections/periods";
import type { Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-setup";

// What understands cron is large, and most schedules are periods.
const CronFields = dynamic(async () => (await import("./cron-fields")).CronFields);
const FollowedField = dynamic(async () => (await import("./followed-field")).FollowedField);

export interface ScheduleEditorProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
  /** What the service said about the schedule. */
  error?: string | undefined;
}

/** How often a connection syncs by itself. */
export function ScheduleEditor({ schedule, onChange, error }: ScheduleEditorProps) {
  const choice = schedule.type === "every" ? String(schedule.minutes) : schedule.type;
  return (
    <div className="grid gap-4">
      <Field label={text.frequency} required>
        <Select
          value={choice}
          onValueChange={(next) => onChange(scheduleOf(next))}
          options={[
            { value: "manual", label: text.manual },
            ...periodsMinutes.map((minutes) => ({ value: String(minutes), label: text.period(minutes) })),
            { value: "cron", label: text.cron },
            { value: "after", label: text.afterAnother },
          ]}
        />
      </Field>
      {schedule.type === "cron" && <CronFields schedule={schedule} onChange={onChange} />}
      {schedule.type === "after" && (
        <FollowedField
          connectionId={schedule.connectionId}
          onChange={(connectionId) => onChange({ type: "after", connectionId })}
          error={error}
        />
      )}
    </div>
  );
}

function scheduleOf(choice: string): Schedule {
  if (choice === "manual") return { type: "manual" };
  if (choice === "after") return { type: "after", connectionId: "" };
  const minutes = periodsMinutes.find((period) => String(period) === choice);
  if (minutes !== undefined) return { type: "every", minutes };
  return {
    type: "cron",
    expression: "0 6 * * *",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
