"use client";

import { Select } from "@/components/ui/select";
import { refusalOf, type DestinationFacts } from "@/lib/catalog/refusal";
import { syncModes, type SyncMode } from "@/lib/sync/modes";
import { syncModeWords, type OfferedStream } from "@/components/connections/draft";
import * as text from "@/text/streams";

export interface ModeSelectProps {
  stream: OfferedStream;
  value: SyncMode | null;
  destination: DestinationFacts;
  disabled: boolean;
  onChange: (mode: SyncMode) => void;
}

/** What is asked of the source and of the destination, in one choice; what cannot be says why. */
export function ModeSelect({ stream, value, destination, disabled, onChange }: ModeSelectProps) {
  return (
    <Select
      size="sm"
      aria-label={text.modeOf(stream.name)}
      value={value ?? undefined}
      disabled={disabled}
      placeholder={text.noMode}
      className="min-w-44"
      onValueChange={(next) => {
        const mode = syncModes.find((candidate) => candidate === next);
        if (mode) onChange(mode);
      }}
      options={syncModes.map((mode) => {
        const refusal = refusalOf(stream, mode, destination);
        return {
          value: mode,
          label: syncModeWords[mode],
          ...(refusal === null
            ? {}
            : { description: text.modeRefusals[refusal](destination.title), disabled: true }),
        };
      })}
    />
  );
}
