"use client";

import { Field } from "@/components/ui/field";
import { numberFromText } from "@/components/ui/number-text";
import { TagInput } from "@/components/ui/tag-input";
import * as text from "@/text/connector-form";
import type { FieldViewProps } from "./field-view";
import { useForm, useFormField } from "./form-context";
import { samePath, startsWithPath } from "./path";
import { RichText } from "./rich-text-view";

export function TagsField({ field, path }: FieldViewProps<"tags">) {
  const { id, value, setValue, blur, error, disabled } = useFormField(path);
  const { errors } = useForm();
  const tags = (Array.isArray(value) ? value : []).map((item) =>
    typeof item === "string" ? item : JSON.stringify(item),
  );
  const ofItem = errors.find(
    (problem) => problem.path.length > path.length && startsWithPath(problem.path, path),
  );
  const itemError = ofItem && text.tagProblem(tags[Number(ofItem.path.at(-1))] ?? "", ofItem.message);
  return (
    <Field
      id={id}
      label={field.title}
      required={field.required}
      error={error ?? itemError}
      help={field.description ? <RichText source={field.description} /> : undefined}
    >
      <TagInput
        value={tags}
        onChange={(next) => setValue(next.map((tag) => readTag(tag, field.item)))}
        onBlur={blur}
        placeholder={field.placeholder ?? text.addTags}
        isInvalid={(_, index) => errors.some((problem) => samePath(problem.path, [...path, index]))}
        inputMode={field.item === "integer" ? "numeric" : field.item === "number" ? "decimal" : "text"}
        disabled={disabled}
      />
    </Field>
  );
}

function readTag(tag: string, item: "string" | "integer" | "number"): string | number {
  return item === "string" ? tag : (numberFromText(tag, item === "integer") ?? tag);
}
