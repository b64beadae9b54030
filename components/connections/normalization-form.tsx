"use client";

import { useMay } from "@/components/shell/only-for";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { updateConnectionAction } from "@/lib/connections/actions";
import { DraftForm } from "./draft-form";
import { useDraft } from "./use-draft";

interface Laid {
  normalization: "raw" | "basic";
  objects: "json" | "flatten";
}

export interface NormalizationFormProps extends Laid {
  id: string;
  revision: number;
}

/** How rows are laid out in their tables. */
export function NormalizationForm({ id, revision, ...stored }: NormalizationFormProps) {
  const canEdit = useMay("editor");
  const draft = useDraft<Laid>({ id, revision, value: stored });
  const { value, set } = draft;
  return (
    <DraftForm
      draft={draft}
      name="Normalization"
      label="Save normalization"
      onSave={() =>
        draft.save(({ normalization, objects }, base) =>
          updateConnectionAction({ id, changes: { normalization, policies: { objects }, revision: base } }),
        )
      }
    >
      <Field label="Normalization" required>
        <RadioCards
          value={value.normalization}
          onValueChange={(next) => set({ ...value, normalization: next as Laid["normalization"] })}
          columns={2}
          disabled={!canEdit}
          options={[
            {
              value: "basic",
              label: "Basic normalization",
              description: "Each field becomes a column of the destination’s own type.",
            },
            {
              value: "raw",
              label: "Raw data",
              description: "Each row is kept as it came, as one JSON document.",
            },
          ]}
        />
      </Field>
      {value.normalization === "basic" && (
        <Field label="Objects whose fields are known" required>
          <RadioCards
            value={value.objects}
            onValueChange={(next) => set({ ...value, objects: next as Laid["objects"] })}
            columns={2}
            disabled={!canEdit}
            options={[
              { value: "json", label: "As JSON", description: "One column for the whole object." },
              { value: "flatten", label: "Flattened", description: "A column for each of its fields." },
            ]}
          />
        </Field>
      )}
    </DraftForm>
  );
}
