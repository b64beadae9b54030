"use client";

import { useState } from "react";
import { Textarea } from "@/components/ui/textarea";
import * as formText from "@/text/connector-form";
import { FieldFrame, type FieldViewProps } from "./field-view";
import { useFormField } from "./form-context";
import type { Json } from "./json-schema";

/** For what has no shape in the spec. While the text is no JSON it is the value itself, and the validator says so. */
export function JsonField({ field, path }: FieldViewProps<"json">) {
  const { value, setValue, blur, disabled } = useFormField(path);
  const [text, setText] = useState(() => textOf(value));
  const shown = JSON.stringify(read(text)) === JSON.stringify(value) ? text : textOf(value);
  return (
    <FieldFrame field={field} path={path}>
      <Textarea
        mono
        value={shown}
        placeholder={field.placeholder ?? formText.jsonSample}
        onChange={(event) => {
          setText(event.target.value);
          setValue(read(event.target.value));
        }}
        onBlur={blur}
        disabled={disabled}
      />
    </FieldFrame>
  );
}

function read(text: string): Json | undefined {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
