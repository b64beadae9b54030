"use client";

import { ChevronDown } from "lucide-react";
import { DateInput, DateTimeInput } from "@/components/ui/date-input";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { PlainButton } from "@/components/ui/plain-button";
import * as formText from "@/text/connector-form";
import { useFormField } from "./form-context";
import type { FieldModel } from "./form-model";
import { instantFormatOf } from "./instant-formats";
import { instantPresets } from "./instant-presets";
import type { Path } from "./json-schema";

export interface InstantEntryProps {
  field: FieldModel;
  text: string | undefined;
  onChange: (text: string | undefined) => void;
  shared: { placeholder?: string; disabled: boolean; onBlur: () => void };
}

/** A day or instant as text in the form that the spec asks for, with a calendar. */
export function InstantEntry({ field, text, onChange, shared }: InstantEntryProps) {
  const format = instantFormatOf(field.schema);
  // An example says less than the form that is asked for.
  const entry = { ...shared, placeholder: format.label, value: text, onChange, formatPicked: format.write };
  return field.kind === "date" || !format.label.includes("HH") ? (
    <DateInput {...entry} />
  ) : (
    <DateTimeInput {...entry} />
  );
}

export interface InstantPresetsProps {
  field: FieldModel;
  path: Path;
}

/** Days counted from today, beside the label; each is entered in the form that the field wants. */
export function InstantPresets({ field, path }: InstantPresetsProps) {
  const { setValue, disabled } = useFormField(path);
  const { write } = instantFormatOf(field.schema);
  return (
    <DropdownMenu
      className="min-w-56"
      trigger={
        <PlainButton
          disabled={disabled}
          aria-label={formText.relativeDateFor(field.title)}
          className="focus-ring inline-flex items-center gap-1 rounded-sm hover:text-ink"
        >
          {formText.relativeDate}
          <ChevronDown className="size-3" strokeWidth={1.75} aria-hidden />
        </PlainButton>
      }
    >
      {instantPresets(new Date()).map(({ label, day }) => (
        <MenuItem key={label} onSelect={() => setValue(write(`${day}T00:00:00`))}>
          {label} · <span className="text-ink-faint tabular-nums">{day}</span>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
