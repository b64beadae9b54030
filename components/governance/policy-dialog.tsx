"use client";

import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { leave } from "@/components/ui/leaving";
import { RadioCards } from "@/components/ui/radio-cards";
import { TagInput } from "@/components/ui/tag-input";
import type { ActionError, ActionResult } from "@/lib/action";
import type { Policy } from "@/lib/governance/policy-schema";
import * as text from "@/text/governance";

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
      onOpenChange={(open) => !open && leave(onClose)}
      title={policy ? text.edit(policy.name) : text.addPolicy}
      description={text.policyMeaning}
    >
      <PolicyForm index={index} initial={policy ?? newPolicy} onSave={onSave} onClose={onClose} />
    </Dialog>
  );
}

type PolicyFormProps = Omit<PolicyDialogProps, "policy"> & { initial: Policy };

const lists = [
  {
    name: "subjects",
    label: text.subjects,
    help: text.subjectsHelp,
  },
  { name: "predicates", label: text.predicates, help: text.predicatesHelp },
  { name: "paths", label: text.paths, help: text.pathsHelp },
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
      <LeaveGuard when={JSON.stringify(policy) !== JSON.stringify(initial)} description={text.notSaved} />
      <Field id="policy-name" label={text.nameLabel} required error={messageAt(error, index, "name")}>
        <Input value={policy.name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field label={text.effectLabel}>
        <RadioCards
          columns={2}
          value={policy.allow ? "allow" : "deny"}
          onValueChange={(effect) => set({ allow: effect === "allow" })}
          options={[
            { value: "allow", label: text.allow, description: text.allowMeaning },
            { value: "deny", label: text.deny, description: text.denyMeaning },
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
          <Button>{text.cancel}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy}>
          {text.savePolicy}
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
