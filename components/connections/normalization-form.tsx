"use client";

import { useMay } from "@/components/shell/only-for";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { call } from "@/lib/action/call";
import { updateConnectionAction } from "@/lib/connections/actions";
import * as text from "@/text/transformation";
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
      name={text.normalization}
      label={text.saveNormalization}
      onSave={() =>
        draft.save(({ normalization, objects }, base) =>
          call(updateConnectionAction)({
            id,
            changes: { normalization, policies: { objects }, revision: base },
          }),
        )
      }
    >
      <Field label={text.normalization} required>
        <RadioCards
          value={value.normalization}
          onValueChange={(next) => set({ ...value, normalization: next as Laid["normalization"] })}
          columns={2}
          disabled={!canEdit}
          options={[
            {
              value: "basic",
              label: text.basic,
              description: text.basicMeaning,
            },
            {
              value: "raw",
              label: text.raw,
              description: text.rawMeaning,
            },
          ]}
        />
      </Field>
      {value.normalization === "basic" && (
        <Field label={text.objects} required>
          <RadioCards
            value={value.objects}
            onValueChange={(next) => set({ ...value, objects: next as Laid["objects"] })}
            columns={2}
            disabled={!canEdit}
            options={[
              { value: "json", label: text.asJson, description: text.asJsonMeaning },
              { value: "flatten", label: text.flattened, description: text.flattenedMeaning },
            ]}
          />
        </Field>
      )}
    </DraftForm>
  );
}
