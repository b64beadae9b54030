"use client";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover } from "@/components/ui/popover";
import { usesCursor, usesKey, type OfferedStream, type StreamDraft } from "./draft";

export interface FieldPickerProps {
  stream: OfferedStream;
  draft: StreamDraft;
  onChange: (fields: string[] | null) => void;
}

/** Which fields of a stream are moved; what serves as cursor or key cannot be left out. */
export function FieldPicker({ stream, draft, onChange }: FieldPickerProps) {
  const all = stream.fields.map((field) => field.name);
  const chosen = new Set(draft.fields ?? all);
  const needed = new Set([
    ...(usesCursor(draft.syncMode) && draft.cursor ? [draft.cursor] : []),
    ...(usesKey(draft.syncMode) ? draft.key : []),
  ]);

  function toggle(field: string, isChosen: boolean) {
    const next = all.filter((name) => (name === field ? isChosen : chosen.has(name)));
    onChange(next.length === all.length ? null : next);
  }

  return (
    <Popover
      label={`Fields of ${stream.name}`}
      align="end"
      trigger={
        <Button size="sm" variant="ghost" type="button" disabled={!draft.isChosen}>
          {draft.fields === null ? `All ${all.length}` : `${draft.fields.length} of ${all.length}`}
        </Button>
      }
    >
      <div className="grid max-h-80 gap-2 overflow-y-auto">
        {all.map((field) => (
          <Checkbox
            key={field}
            label={field}
            checked={chosen.has(field)}
            disabled={needed.has(field)}
            onCheckedChange={(isChosen) => toggle(field, isChosen)}
          />
        ))}
      </div>
    </Popover>
  );
}
