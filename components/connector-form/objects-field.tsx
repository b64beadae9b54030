"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FieldError, RequiredMark } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import * as formText from "@/text/connector-form";
import { defaultConfig } from "./defaults";
import { FieldList } from "./field-list";
import type { FieldViewProps } from "./field-view";
import { useFormField } from "./form-context";
import { isJsonObject, type Json } from "./json-schema";
import { RichText } from "./rich-text-view";

/** A list of objects: a framed group each, added and removed. */
export function ObjectsField({ field, path }: FieldViewProps<"objects">) {
  const { id, value, setValue, error, disabled } = useFormField(path);
  const items = Array.isArray(value) ? value : [];
  const full = field.schema.maxItems !== undefined && items.length >= field.schema.maxItems;
  return (
    <fieldset id={id} className="grid min-w-0 gap-3">
      <legend className="contents">
        <span className="text-sm font-medium">
          {field.title}
          {field.required && <RequiredMark />}
        </span>
      </legend>
      {field.description && (
        <div className="prose-width -mt-2 text-xs text-ink-muted">
          <RichText source={field.description} />
        </div>
      )}
      {items.map((item, index) => (
        <div key={index} className="min-w-0 rounded-md border border-line">
          <header className="flex h-9 items-center justify-between gap-2 border-b border-line bg-sunken pr-1 pl-3 text-xs font-medium text-ink-muted">
            <span className="truncate">
              {nameOf(item, field) ?? formText.item(field.itemTitle, index + 1)}
            </span>
            <IconButton
              size="sm"
              label={formText.removeItem(nameOf(item, field) ?? formText.item(field.itemTitle, index + 1))}
              icon={<Trash2 strokeWidth={1.75} />}
              disabled={disabled}
              onClick={() => setValue(items.filter((_, place) => place !== index))}
            />
          </header>
          <div className="px-3 py-4">
            <FieldList fields={field.fields} path={[...path, index]} />
          </div>
        </div>
      ))}
      <div>
        <Button
          size="sm"
          icon={<Plus strokeWidth={1.75} />}
          disabled={disabled || full}
          onClick={() => setValue([...items, defaultConfig(field.schema.items ?? {})])}
        >
          {formText.addItem(field.itemTitle)}
        </Button>
      </div>
      {error && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

/** An item goes by its first text, where it has one. */
function nameOf(item: Json, field: FieldViewProps<"objects">["field"]): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const texts = field.fields.filter(({ kind }) => kind === "text").map(({ name }) => item[name]);
  return texts.find((text): text is string => typeof text === "string" && text !== "");
}
