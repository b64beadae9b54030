"use client";

import { CircleAlert } from "lucide-react";
import { useRef, useState, type ComponentProps, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionError } from "@/lib/action";
import * as text from "@/text/auth";

export interface AuthField extends Pick<
  ComponentProps<"input">,
  "type" | "autoComplete" | "defaultValue" | "readOnly"
> {
  name: string;
  label: string;
  help?: string;
}

/** What went wrong: in all, or by field. */
export interface AuthFormError {
  message: string;
  fields?: Record<string, string>;
}

/** An action's refusal, by the fields that it is about. */
export function toFormError({ message, issues }: ActionError): AuthFormError {
  const named = issues.map((issue) => [String(issue.path[0]), issue.message] as const);
  // The first issue of a field says the most.
  const byField = Object.fromEntries(named.toReversed());
  return issues.length > 0 ? { message, fields: byField } : { message };
}

export interface AuthFormProps {
  fields: AuthField[];
  submitLabel: string;
  /** Resolves with what went wrong, or with null when the page is being left. */
  onSubmit(values: Record<string, string>): Promise<AuthFormError | null>;
}

/** A short form of required fields. After an error the focus is on the first field that has to be changed. */
export function AuthForm({ fields, submitLabel, onSubmit }: AuthFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<AuthFormError | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy || !form.current) return;
    setBusy(true);
    setError(null);
    const found = await onSubmit(readValues(form.current)).catch(unreachable);
    if (!found) return;
    setBusy(false);
    setError(found);
    focusFirst(form.current, fields, found);
  }

  return (
    // A password manager may send it before the script runs: then not with the password in the address.
    <form ref={form} method="post" noValidate onSubmit={submit} className="grid gap-4">
      {error && !error.fields && <FormAlert>{error.message}</FormAlert>}
      {fields.map(({ label, help, ...input }) => (
        <Field key={input.name} label={label} help={help} error={error?.fields?.[input.name]}>
          <Input {...input} required />
        </Field>
      ))}
      <Button type="submit" variant="primary" busy={isBusy}>
        {submitLabel}
      </Button>
    </form>
  );
}

function FormAlert({ children }: { children: string }) {
  return (
    <p role="alert" className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
      <CircleAlert className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} aria-hidden />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

function readValues(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

function unreachable(): AuthFormError {
  return { message: text.noAnswer };
}

function focusFirst(form: HTMLFormElement, fields: AuthField[], error: AuthFormError): void {
  const wrong = fields.find(({ name }) => error.fields?.[name]) ?? fields.at(-1);
  const input = wrong && form.elements.namedItem(wrong.name);
  if (input instanceof HTMLInputElement) input.select();
}
