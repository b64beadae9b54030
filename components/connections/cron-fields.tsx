"use client";

import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { cronProblem, type Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-setup";
import * as cronText from "@/text/cron";
import { NextTimes } from "./next-times";

/** Expression and time zone, with what they mean. */
export function CronFields({
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
        label={text.cronExpression}
        required
        help={problem ? text.cronParts : cronText.inWords(schedule.expression)}
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
      <Field
        label={text.timeZone}
        required
        error={problem?.field === "timeZone" ? problem.message : undefined}
      >
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
