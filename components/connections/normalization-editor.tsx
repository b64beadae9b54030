"use client";

import { useState } from "react";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { TablePreview, type AskPreview } from "@/components/streams/table-preview";
import * as text from "@/text/transformation";
import { keyOf, type ConnectionDraft, type OfferedStream } from "./draft";

export interface NormalizationEditorProps {
  draft: ConnectionDraft;
  chosen: OfferedStream[];
  askPreview: AskPreview;
  onChange: (normalization: ConnectionDraft["normalization"]) => void;
}

/** Raw or typed, and the table that comes of it. */
export function NormalizationEditor({ draft, chosen, askPreview, onChange }: NormalizationEditorProps) {
  const [key, setKey] = useState<string>();
  const stream = chosen.find((candidate) => keyOf(candidate) === key) ?? chosen[0];
  const streamDraft = stream && draft.streams[keyOf(stream)];
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="max-w-160">
        <Field label={text.normalization} required>
          <RadioCards
            value={draft.normalization}
            onValueChange={(next) => onChange(next as ConnectionDraft["normalization"])}
            columns={2}
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
      </div>
      {stream && streamDraft && (
        <div className="grid grid-cols-1 gap-3">
          <div className="max-w-80">
            <Field label={text.previewOf}>
              <Combobox
                value={keyOf(stream)}
                onValueChange={setKey}
                options={chosen.slice(0, 1000).map((candidate) => ({
                  value: keyOf(candidate),
                  label: [candidate.namespace, candidate.name].filter(Boolean).join("."),
                }))}
              />
            </Field>
          </div>
          <TablePreview
            key={JSON.stringify([keyOf(stream), draft.normalization, draft.prefix, draft.namespaceFormat])}
            stream={stream}
            draft={streamDraft}
            ask={askPreview}
          />
        </div>
      )}
    </div>
  );
}
