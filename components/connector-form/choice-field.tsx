"use client";

import { Combobox } from "@/components/ui/combobox";
import { MultiSelect } from "@/components/ui/multi-select";
import { Select } from "@/components/ui/select";
import * as text from "@/text/connector-form";
import { FieldFrame, type FieldViewProps } from "./field-view";
import { useFormField } from "./form-context";
import type { ChoiceOption } from "./form-model";

const searchFrom = 9;
/** Select wants texts that are not empty: a value is named by its place in the list. */
const none = "none";

export function ChoiceField({ field, path }: FieldViewProps<"choice">) {
  const { value, setValue, blur, disabled } = useFormField(path);
  const index = field.options.findIndex((option) => option.value === value);
  const Control = field.options.length >= searchFrom ? Combobox : Select;
  const unset = field.required ? [] : [{ value: none, label: text.notSet }];
  return (
    <FieldFrame field={field} path={path}>
      <Control
        value={index >= 0 ? String(index) : undefined}
        onValueChange={(chosen) =>
          setValue(chosen === none ? undefined : field.options[Number(chosen)]?.value)
        }
        options={[...named(field.options), ...(index >= 0 ? unset : [])]}
        placeholder={field.required ? text.choose : text.notSet}
        onBlur={blur}
        disabled={disabled}
      />
    </FieldFrame>
  );
}

export function ChoicesField({ field, path }: FieldViewProps<"choices">) {
  const { value, setValue, blur, disabled } = useFormField(path);
  const chosen = Array.isArray(value) ? value : [];
  const indices = chosen.map((item) => field.options.findIndex((option) => option.value === item));
  return (
    <FieldFrame field={field} path={path}>
      <MultiSelect
        value={indices.filter((index) => index >= 0).map(String)}
        onValueChange={(next) => setValue(next.flatMap((index) => field.options[Number(index)]?.value ?? []))}
        options={named(field.options)}
        onBlur={blur}
        disabled={disabled}
      />
    </FieldFrame>
  );
}

function named(options: readonly ChoiceOption[]) {
  return options.map((option, index) => ({ value: String(index), label: option.label }));
}
