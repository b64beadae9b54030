"use client";

import { Field } from "@/components/ui/field";
import { NumberInput } from "@/components/ui/number-input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { updateConnectionAction } from "@/lib/connections/actions";
import type { ConnectionPolicies } from "@/lib/connections/policies";
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
      return updateConnectionAction({ id, changes: { policies: parsed.data, revision: base } });
    });

  return (
    <DraftForm
      draft={draft}
      name="Changes and limits"
      label="Save changes and limits"
      problemsAt={["policies"]}
      onSave={save}
    >
      <Field label="When the source’s schema changes" required>
        <Select
          value={value.schemaChanges}
          onValueChange={(next) => set({ schemaChanges: next as Edited["schemaChanges"] })}
          options={schemaChoices}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="New fields" required>
          <Select
            value={value.columns}
            onValueChange={(next) => set({ columns: next as Edited["columns"] })}
            options={[
              { value: "evolve", label: "Taken", description: "A column is added." },
              { value: "discard", label: "Left out", description: "The table stays as it is." },
              { value: "freeze", label: "Refused", description: "The run fails before it reads." },
            ]}
          />
        </Field>
        <Field label="Fields of another type" required>
          <Select
            value={value.types}
            onValueChange={(next) => set({ types: next as Edited["types"] })}
            options={[
              { value: "evolve", label: "Followed", description: "Values go where they fit." },
              { value: "discard", label: "Left out", description: "The column gets no new values." },
              { value: "freeze", label: "Refused", description: "The run fails before it reads." },
            ]}
          />
        </Field>
      </div>
      <Field label="Verification after each run" required>
        <RadioCards
          value={value.verification}
          onValueChange={(next) => set({ verification: next as Edited["verification"] })}
          columns={2}
          options={[
            { value: "counts", label: "Counts", description: "As many rows in the table as were read." },
            {
              value: "checksums",
              label: "Checksums",
              description: "The content, too: source and destination are read once more.",
            },
          ]}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field
          label="Quarantine limit"
          required
          help="A run fails once more rows of one stream than this cannot be written."
          error={issueAt(error, "policies", "quarantineLimit")}
        >
          <NumberInput
            integer
            unit="rows"
            value={value.quarantineLimit}
            onChange={(quarantineLimit) => set({ quarantineLimit })}
          />
        </Field>
        <Field
          label="Drop limit"
          help="A full refresh that brings fewer rows by more than this is held. Empty: never."
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
    label: "Load new fields",
    description: "Columns follow the source; streams stay as chosen.",
  },
  {
    value: "propagate_fully",
    label: "Load new fields and streams",
    description: "New streams are moved from the next run on.",
  },
  {
    value: "pause",
    label: "Pause until approved",
    description: "The connection waits until someone has looked at the difference.",
  },
  { value: "ignore", label: "Leave new fields out", description: "Tables stay as they are." },
];
