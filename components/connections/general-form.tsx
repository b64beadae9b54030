"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { call } from "@/lib/action/call";
import { updateConnectionAction } from "@/lib/connections/actions";
import type { Schedule } from "@/lib/connections/schedule";
import * as text from "@/text/connection-settings";
import { DraftForm } from "./draft-form";
import { ScheduleEditor } from "./schedule-editor";
import { issueAt, useDraft } from "./use-draft";

export interface GeneralFormProps {
  id: string;
  revision: number;
  name: string;
  schedule: Schedule;
}

/** What a connection is called, and when it syncs by itself. */
export function GeneralForm({ id, revision, name, schedule }: GeneralFormProps) {
  const draft = useDraft({ id, revision, value: { name, schedule } });
  const { value, set, error } = draft;
  return (
    <DraftForm
      draft={draft}
      name={text.nameAndSchedule}
      label={text.saveNameAndSchedule}
      problemsAt={["name", "schedule"]}
      onSave={() =>
        draft.save(
          (changes, base) => call(updateConnectionAction)({ id, changes: { ...changes, revision: base } }),
          {
            name: value.name,
          },
        )
      }
    >
      <Field label={text.name} required error={issueAt(error, "name")}>
        <Input value={value.name} onChange={(event) => set({ ...value, name: event.target.value })} />
      </Field>
      <ScheduleEditor
        schedule={value.schedule}
        onChange={(next) => set({ ...value, schedule: next })}
        error={issueAt(error, "schedule")}
      />
    </DraftForm>
  );
}
