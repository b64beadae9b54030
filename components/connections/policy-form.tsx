"use client";

import { Field } from "@/components/ui/field";
import { NumberInput } from "@/components/ui/number-input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { call } from "@/lib/action/call";
import { updateConnectionAction } from "@/lib/connections/actions";
import type { ConnectionPolicies } from "@/lib/connections/policies";
import * as text from "@/text/connection-settings";
import { DraftForm } from "./draft-form";
import { issueAt, refusedBy, useDraft } from "./use-draft";

type Edited = Omit<ConnectionPolicies, "objects">;

export interface PolicyFormProps {
  id: string;
  revision: number;
  policies: Edited;
}

type Typed = Omit<Edited, "quarantineLimit" | "maxDropPercent"> & {
  quarantineLimit: number | string | undefined;
  /** Empty: no run is held. */
  maxDropPercent: number | string | undefined;
};

/** How a connection meets what changes or goes wrong. */
export function PolicyForm({ id, revision, policies }: PolicyFormProps) {
  const stored = { ...policies, maxDropPercent: policies.maxDropPercent ?? undefined };
  const draft = useDraft<Typed>({ id, revision, value: stored });
  const { value, error } = draft;
  const set = (change: Partial<Typed>) => draft.set({ ...value, ...change });

  const save = () =>
    draft.save(async (typed, base) => {
      const { policiesInput } = await import("@/lib/connections/policies");
      const parsed = policiesInput
        .required()
        .omit({ objects: true })
        .safeParse({
          ...typed,
          maxDropPercent: typed.maxDropPercent ?? null,
        });
      if (!parsed.success) return refusedBy(parsed.error, "policies");
      return call(updateConnectionAction)({ id, changes: { policies: parsed.data, revision: base } });
    });

  return (
    <DraftForm
      draft={draft}
      name={text.changesAndLimits}
      label={text.saveChangesAndLimits}
      problemsAt={["policies"]}
      onSave={save}
    >
      <Field label={text.schemaChanges} required>
        <Select
          value={value.schemaChanges}
          onValueChange={(next) => set({ schemaChanges: next as Edited["schemaChanges"] })}
          options={schemaChoices}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label={text.newFields} required>
          <Select
            value={value.columns}
            onValueChange={(next) => set({ columns: next as Edited["columns"] })}
            options={[
              { value: "evolve", label: text.taken, description: text.takenMeaning },
              { value: "discard", label: text.leftOut, description: text.newFieldsLeftOutMeaning },
              { value: "freeze", label: text.refused, description: text.refusedMeaning },
            ]}
          />
        </Field>
        <Field label={text.otherTypes} required>
          <Select
            value={value.types}
            onValueChange={(next) => set({ types: next as Edited["types"] })}
            options={[
              { value: "evolve", label: text.followed, description: text.followedMeaning },
              { value: "discard", label: text.leftOut, description: text.otherTypesLeftOutMeaning },
              { value: "freeze", label: text.refused, description: text.refusedMeaning },
            ]}
          />
        </Field>
      </div>
      <Field label={text.verification} required>
        <RadioCards
          value={value.verification}
          onValueChange={(next) => set({ verification: next as Edited["verification"] })}
          columns={2}
          options={[
            { value: "counts", label: text.counts, description: text.countsMeaning },
            {
              value: "checksums",
              label: text.checksums,
              description: text.checksumsMeaning,
            },
          ]}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field
          label={text.quarantineLimit}
          required
          help={text.quarantineLimitMeaning}
          error={issueAt(error, "policies", "quarantineLimit")}
        >
          <NumberInput
            integer
            unit={text.quarantineLimitUnit}
            value={value.quarantineLimit}
            onChange={(quarantineLimit) => set({ quarantineLimit })}
          />
        </Field>
        <Field
          label={text.dropLimit}
          help={text.dropLimitMeaning}
          error={issueAt(error, "policies", "maxDropPercent")}
        >
          <NumberInput
            unit="%"
            value={value.maxDropPercent}
            onChange={(maxDropPercent) => set({ maxDropPercent })}
          />
        </Field>
      </div>
    </DraftForm>
  );
}

const schemaChoices = [
  {
    value: "propagate_columns",
    label: text.loadNewFields,
    description: text.loadNewFieldsMeaning,
  },
  {
    value: "propagate_fully",
    label: text.loadNewStreams,
    description: text.loadNewStreamsMeaning,
  },
  {
    value: "pause",
    label: text.pauseUntilApproved,
    description: text.pauseUntilApprovedMeaning,
  },
  { value: "ignore", label: text.leaveNewFieldsOut, description: text.leaveNewFieldsOutMeaning },
];
