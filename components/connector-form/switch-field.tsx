"use client";

import { FieldError } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { useFormField } from "./form-context";
import type { FieldViewProps } from "./field-view";
import { RichText } from "./rich-text-view";

/** The switch before its words, as one line reads. */
export function SwitchField({ field, path }: FieldViewProps<"switch">) {
  const { id, value, setValue, blur, error, disabled } = useFormField(path);
  const helpId = `${id}-help`;
  return (
    <div className="flex min-w-0 items-start gap-3">
      <Switch
        id={id}
        checked={value === true}
        onCheckedChange={setValue}
        onBlur={blur}
        disabled={disabled}
        aria-describedby={field.description ? helpId : undefined}
      />
      <div className="grid min-w-0 gap-0.5">
        <label htmlFor={id} className="text-sm font-medium">
          {field.title}
        </label>
        {field.description && (
          <div id={helpId} className="prose-width text-xs text-ink-muted">
            <RichText source={field.description} />
          </div>
        )}
        {error && <FieldError>{error}</FieldError>}
      </div>
    </div>
  );
}
