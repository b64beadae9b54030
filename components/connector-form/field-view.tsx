"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberInput } from "@/components/ui/number-input";
import { SecretInput } from "@/components/ui/secret-input";
import { Textarea } from "@/components/ui/textarea";
import { BranchField } from "./branch-field";
import { ChoiceField, ChoicesField } from "./choice-field";
import { useFormField } from "./form-context";
import type { FieldModel } from "./form-model";
import { JsonField } from "./json-field";
import type { Path } from "./json-schema";
import { LazyInstantEntry, LazyInstantPresets } from "./lazy-instant";
import { ObjectsField } from "./objects-field";
import { RichText } from "./rich-text-view";
import { SectionField } from "./section-field";
import { SwitchField } from "./switch-field";
import { TagsField } from "./tags-field";

export interface FieldViewProps<Kind extends FieldModel["kind"] = FieldModel["kind"]> {
  field: Extract<FieldModel, { kind: Kind }>;
  path: Path;
}

/** One field of a spec, by its kind. */
export function FieldView({ field, path }: FieldViewProps) {
  switch (field.kind) {
    case "text":
    case "secret":
    case "number":
    case "date":
    case "date-time":
      return <EntryField field={field} path={path} />;
    case "switch":
      return <SwitchField field={field} path={path} />;
    case "choice":
      return <ChoiceField field={field} path={path} />;
    case "choices":
      return <ChoicesField field={field} path={path} />;
    case "tags":
      return <TagsField field={field} path={path} />;
    case "json":
      return <JsonField field={field} path={path} />;
    case "section":
      return <SectionField field={field} path={path} />;
    case "branches":
      return <BranchField field={field} path={path} />;
    case "objects":
      return <ObjectsField field={field} path={path} />;
  }
}

/** Label, control, error and help of a field that has one control. */
export function FieldFrame({
  field,
  path,
  aside,
  children,
}: FieldViewProps & { aside?: ReactNode; children: ReactNode }) {
  const { id, error } = useFormField(path);
  return (
    <Field
      id={id}
      label={field.title}
      required={field.required}
      error={error}
      aside={aside}
      help={field.description && <RichText source={field.description} />}
    >
      {children}
    </Field>
  );
}

type EntryKind = "text" | "secret" | "number" | "date" | "date-time";

function EntryField({ field, path }: FieldViewProps<EntryKind>) {
  return (
    <FieldFrame
      field={field}
      path={path}
      aside={
        (field.kind === "date" || field.kind === "date-time") && (
          <LazyInstantPresets field={field} path={path} />
        )
      }
    >
      <Entry field={field} path={path} />
    </FieldFrame>
  );
}

function Entry({ field, path }: FieldViewProps<EntryKind>) {
  const { value, setValue, blur, stored, disabled } = useFormField(path);
  const shared = { placeholder: field.placeholder, disabled, onBlur: blur };
  const text =
    value === undefined || value === null
      ? undefined
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  switch (field.kind) {
    case "secret":
      return (
        <SecretInput
          {...shared}
          value={text}
          onChange={setValue}
          stored={stored}
          multiline={field.multiline}
        />
      );
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : text}
          onChange={setValue}
          integer={field.integer}
          unit={field.unit}
        />
      );
    case "date":
    case "date-time":
      return <LazyInstantEntry field={field} text={text} onChange={setValue} shared={shared} />;
    case "text":
      return field.multiline ? (
        <Textarea {...shared} value={text ?? ""} onChange={(event) => setValue(event.target.value)} />
      ) : (
        <Input {...shared} value={text ?? ""} onChange={(event) => setValue(event.target.value)} />
      );
  }
}
