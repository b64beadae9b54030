"use client";

import cronstrue from "cronstrue";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Combobox } from "@/components/ui/combobox";
import { Select } from "@/components/ui/select";
import { cronProblem, periodsMinutes, type Schedule } from "@/lib/connections/schedule";
import { FollowedField } from "./followed-field";
import { NextTimes } from "./next-times";
import { describePeriod } from "./schedule-words";

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
      <Field label="Frequency" required>
        <Select
          value={choice}
          onValueChange={(next) => onChange(scheduleOf(next))}
          options={[
            { value: "manual", label: "Manual" },
            ...periodsMinutes.map((minutes) => ({ value: String(minutes), label: describePeriod(minutes) })),
            { value: "cron", label: "Cron" },
            { value: "after", label: "After another connection" },
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

function CronFields({
  schedule,
  onChange,
}: {
  schedule: Extract<Schedule, { type: "cron" }>;
  onChange: (schedule: Schedule) => void;
}) {
  const problem = cronProblem(schedule.expression, schedule.timeZone);
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Field
        label="Cron expression"
        required
        help={
          problem
            ? "Minute, hour, day of the month, month, day of the week."
            : cronstrue.toString(schedule.expression, { use24HourTimeFormat: true })
        }
        error={problem?.field === "expression" ? problem.message : undefined}
      >
        <Input
          mono
          value={schedule.expression}
          onChange={(event) =>
            onChange({ type: "cron", expression: event.target.value, timeZone: schedule.timeZone })
          }
        />
      </Field>
      <Field label="Time zone" required error={problem?.field === "timeZone" ? problem.message : undefined}>
        <Combobox
          value={schedule.timeZone}
          onValueChange={(timeZone) => onChange({ type: "cron", expression: schedule.expression, timeZone })}
          options={["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => ({
            value: zone,
            label: zone,
          }))}
        />
      </Field>
      {!problem && (
        <div className="md:col-span-2">
          <NextTimes schedule={schedule} />
        </div>
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
