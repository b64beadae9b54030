"use client";

import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import * as text from "@/text/connector-form";
import { branchesOf, branchIndexOf } from "./branches";
import { branchValue } from "./defaults";
import { FieldList } from "./field-list";
import { FieldFrame, type FieldViewProps } from "./field-view";
import { useFormField } from "./form-context";
import { RichText } from "./rich-text-view";
import { inset } from "./section-field";

const none = "none";

/** A oneOf: the choice, and below it the fields of what was chosen. */
export function BranchField({ field, path }: FieldViewProps<"branches">) {
  const { value } = useFormField(path);
  const branches = branchesOf(field.schema);
  const index = branchIndexOf(branches, value);
  const chosen = field.branches[index];
  const single = field.required && branches.length === 1;
  return (
    <div className="grid min-w-0 gap-4">
      {!single && <BranchChoice field={field} path={path} index={index} />}
      {chosen && (chosen.description || chosen.fields.length > 0) && (
        <div className={single ? "grid gap-4" : `grid gap-4 ${inset}`}>
          {chosen.description && field.display === "dropdown" && (
            <div className="prose-width text-xs text-ink-muted">
              <RichText source={chosen.description} />
            </div>
          )}
          {/* Each branch has controls of its own: nothing typed into one may appear in another. */}
          <FieldList key={index} fields={chosen.fields} path={path} />
        </div>
      )}
    </div>
  );
}

function BranchChoice({ field, path, index }: FieldViewProps<"branches"> & { index: number }) {
  const { value, setValue, blur, disabled } = useFormField(path);
  const Control = field.display === "radio" ? RadioCards : Select;
  const options = field.branches.map((branch, place) => ({
    value: String(place),
    label: branch.title,
    description:
      field.display === "radio" && branch.description ? <RichText source={branch.description} /> : undefined,
  }));
  const unset = !field.required && index >= 0 ? [{ value: none, label: text.notSet }] : [];

  function choose(chosen: string) {
    if (chosen === none) setValue(undefined);
    else if (chosen !== String(index)) setValue(branchValue(branchesOf(field.schema), Number(chosen), value));
  }

  return (
    <FieldFrame field={field} path={path}>
      <Control
        value={index >= 0 ? String(index) : undefined}
        onValueChange={choose}
        options={[...options, ...unset]}
        onBlur={blur}
        disabled={disabled}
      />
    </FieldFrame>
  );
}
