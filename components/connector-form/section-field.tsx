"use client";

import { FieldError, RequiredMark } from "@/components/ui/field";
import { FieldList } from "./field-list";
import type { FieldViewProps } from "./field-view";
import { useFormField } from "./form-context";
import { RichText } from "./rich-text-view";

/** A nested object: its fields under its name, set off by a line. */
export function SectionField({ field, path }: FieldViewProps<"section">) {
  const { id, error } = useFormField(path);
  return (
    <fieldset id={id} className="grid min-w-0 gap-4">
      <legend className="contents">
        <span className="text-sm font-medium">
          {field.title}
          {field.required && <RequiredMark />}
        </span>
      </legend>
      {field.description && (
        <div className="prose-width -mt-3 text-xs text-ink-muted">
          <RichText source={field.description} />
        </div>
      )}
      {error && <FieldError>{error}</FieldError>}
      <div className={inset}>
        <FieldList fields={field.fields} path={path} />
      </div>
    </fieldset>
  );
}

export const inset = "min-w-0 border-l-2 border-line pl-4";
