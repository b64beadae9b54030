"use client";

import { useState } from "react";
import { Foldable } from "@/components/ui/section";
import * as text from "@/text/connector-form";
import { FieldView } from "./field-view";
import { hasErrorsBelow, useForm } from "./form-context";
import { foldFields, type FieldModel } from "./form-model";
import type { Path } from "./json-schema";

/** Fields of one level: the ones that matter in sight, the others folded. */
export function FieldList({ fields, path }: { fields: readonly FieldModel[]; path: Path }) {
  const { errors } = useForm();
  const { seen, folded } = foldFields(fields);
  const hidesError = folded.some((field) => hasErrorsBelow(errors, [...path, field.name]));
  // An error unfolds once and for all: nothing closes under someone's hands when it is corrected.
  const [hasOpened, setHasOpened] = useState(hidesError);
  if (hidesError && !hasOpened) setHasOpened(true);
  return (
    <div className="grid min-w-0 gap-5">
      {seen.map((field) => (
        <FieldView key={field.name} field={field} path={[...path, field.name]} />
      ))}
      {folded.length > 0 && (
        <Foldable defaultOpen={hasOpened} title={text.advanced} note={text.optionalSettings(folded.length)}>
          <div className="grid min-w-0 gap-5">
            {folded.map((field) => (
              <FieldView key={field.name} field={field} path={[...path, field.name]} />
            ))}
          </div>
        </Foldable>
      )}
    </div>
  );
}
