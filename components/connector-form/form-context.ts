"use client";

import { createContext, useContext } from "react";
import type { Json, JsonObject, Path } from "./json-schema";
import { samePath, startsWithPath, valueAt } from "./path";
import type { FieldProblem } from "./validate";

export interface FormContextValue {
  /** Tells the ids of two forms on one page apart. */
  formId: string;
  value: JsonObject;
  setAt: (path: Path, value: Json | undefined) => void;
  blurAt: (path: Path) => void;
  errors: readonly FieldProblem[];
  storedSecrets: readonly Path[];
  disabled: boolean;
}

export const FormContext = createContext<FormContextValue | null>(null);

/** What a field at a path needs to be drawn. */
export function useFormField(path: Path) {
  const form = useForm();
  return {
    id: controlId(form.formId, path),
    value: valueAt(form.value, path),
    setValue: (value: Json | undefined) => form.setAt(path, value),
    blur: () => form.blurAt(path),
    error: form.errors.find((problem) => samePath(problem.path, path))?.message,
    stored: form.storedSecrets.some((stored) => samePath(stored, path)),
    disabled: form.disabled,
  };
}

export function useForm(): FormContextValue {
  const form = useContext(FormContext);
  if (!form) throw new Error("A field of a connector's form stands outside ConnectorForm.");
  return form;
}

export function hasErrorsBelow(errors: readonly FieldProblem[], path: Path): boolean {
  return errors.some((problem) => startsWithPath(problem.path, path));
}

/** The id of a field's control: focus goes there, labels and messages point there. */
export function controlId(formId: string, path: Path): string {
  return `${formId}-${path.map((step) => String(step).replace(/[^\w-]/g, "_")).join("-")}`;
}
