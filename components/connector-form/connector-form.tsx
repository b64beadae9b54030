"use client";

import { useId, useMemo } from "react";
import { Section } from "@/components/ui/section";
import * as text from "@/text/connector-form";
import { FieldList } from "./field-list";
import { FormContext } from "./form-context";
import { formModel } from "./form-model";
import type { JsonObject, JsonSchema, Path } from "./json-schema";
import { withValueAt } from "./path";
import type { FieldProblem } from "./validate";

export interface ConnectorFormProps {
  /** The connector's specification; the form knows nothing else of the connector. */
  schema: JsonSchema;
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  /** What to show at the fields: see `useConnectorForm`. */
  errors?: readonly FieldProblem[];
  /** Secrets the server keeps: drawn as stored, with "Replace". */
  storedSecrets?: readonly Path[];
  onBlurField?: (path: Path) => void;
  disabled?: boolean;
  /** The beginning of the controls' ids; needed by `focusFirstError`. */
  formId?: string;
}

/**
 * Draws a form from a JSON Schema with Airbyte's form vocabulary. Controlled: it holds no value of its own, and it is
 * no <form>, so that a page can put a name above and buttons below in the same one.
 */
export function ConnectorForm({
  schema,
  value,
  onChange,
  errors = [],
  storedSecrets = [],
  ...rest
}: ConnectorFormProps) {
  const ownId = useId();
  const groups = useMemo(() => formModel(schema), [schema]);
  const context = {
    formId: rest.formId ?? ownId,
    value,
    setAt: (path: Path, next: Parameters<typeof withValueAt>[2]) => onChange(withValueAt(value, path, next)),
    blurAt: (path: Path) => rest.onBlurField?.(path),
    errors,
    storedSecrets,
    disabled: rest.disabled ?? false,
  };
  return (
    <FormContext value={context}>
      <div className="grid min-w-0 gap-8">
        {groups.map((group) => (
          <Section key={group.id} title={group.title} className="gap-4">
            <FieldList fields={group.fields} path={[]} />
          </Section>
        ))}
        {groups.length === 0 && <p className="text-sm text-ink-muted">{text.nothingToSetUp}</p>}
      </div>
    </FormContext>
  );
}
