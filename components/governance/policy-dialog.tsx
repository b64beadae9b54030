"use client";

import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { TagInput } from "@/components/ui/tag-input";
import type { ActionError, ActionResult } from "@/lib/action";
import type { Policy } from "@/lib/governance/policy-schema";

export interface PolicyDialogProps {
  /** Its place in the list: where the server's issues point at. */
  index: number;
  /** None for a new one. */
  policy: Policy | undefined;
  onSave: (policy: Policy) => Promise<ActionResult<unknown>>;
  onClose: () => void;
}

const newPolicy: Policy = { name: "", subjects: [], predicates: ["write"], paths: [], allow: true };

export function PolicyDialog({ index, policy, onSave, onClose }: PolicyDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={policy ? `Edit ${policy.name}` : "Add policy"}
      description="“*” stands for anything within a segment, “**” also over “/” and “:”."
    >
      <PolicyForm index={index} initial={policy ?? newPolicy} onSave={onSave} onClose={onClose} />
    </Dialog>
  );
}

type PolicyFormProps = Omit<PolicyDialogProps, "policy"> & { initial: Policy };

const lists = [
  {
    name: "subjects",
    label: "Subjects",
    help: "Tags, for example roles:id:editor. Whoever has one of them is meant.",
  },
  { name: "predicates", label: "Predicates", help: "What is done. Destinations ask for write." },
  { name: "paths", label: "Paths", help: "For example dataos://warehouse:public/* or **." },
] as const;

function PolicyForm({ index, initial, onSave, onClose }: PolicyFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [policy, setPolicy] = useState(initial);
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);
  const set = (changes: Partial<Policy>) => setPolicy((before) => ({ ...before, ...changes }));

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await onSave(policy);
    setBusy(false);
    if (result.ok) return onClose();
    setError(result.error);
    const field = String(result.error.issues[0]?.path[2] ?? "name");
    form.current?.querySelector<HTMLInputElement>(`#policy-${field}`)?.focus();
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void save(event)} className="grid gap-4">
      <Field id="policy-name" label="Name" required error={messageAt(error, index, "name")}>
        <Input value={policy.name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field label="Effect">
        <RadioCards
          columns={2}
          value={policy.allow ? "allow" : "deny"}
          onValueChange={(effect) => set({ allow: effect === "allow" })}
          options={[
            { value: "allow", label: "Allow", description: "Unless another policy denies it." },
            { value: "deny", label: "Deny", description: "Whatever other policies allow." },
          ]}
        />
      </Field>
      {lists.map(({ name, label, help }) => (
        <Field
          key={name}
          id={`policy-${name}`}
          label={label}
          required
          help={help}
          error={messageAt(error, index, name)}
        >
          <TagInput value={policy[name]} onChange={(values) => set({ [name]: values })} />
        </Field>
      ))}
      {error && !isAbout(error, index) && <FieldError>{error.message}</FieldError>}
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy}>
          Save policy
        </Button>
      </div>
    </form>
  );
}

/** Issues point into the whole list: policies, place, field. */
function messageAt(error: ActionError | undefined, index: number, field: string): string | undefined {
  return error?.issues.find(({ path }) => Number(path[1]) === index && path[2] === field)?.message;
}

function isAbout(error: ActionError, index: number): boolean {
  return error.issues.some(({ path }) => Number(path[1]) === index);
}
