"use client";

import { Plus } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberInput } from "@/components/ui/number-input";
import type { ActionError } from "@/lib/action";
import { once } from "@/lib/action/call";
import { createApiKeyAction } from "@/lib/api-keys/actions";
import type { CreatedApiKey } from "@/lib/api-keys/schema";
import * as text from "@/text/profile";

const defaultHours = 24;

/** The button and its dialog; the key goes to whoever shows it. */
export function AddApiKey({ onCreated }: { onCreated: (created: CreatedApiKey) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<Plus strokeWidth={1.75} />}>
          {text.addApiKey}
        </Button>
      }
      title={text.addApiKey}
      description={text.addMeaning}
      size="sm"
    >
      <ApiKeyForm
        onCreated={(created) => {
          setOpen(false);
          onCreated(created);
        }}
      />
    </Dialog>
  );
}

function ApiKeyForm({ onCreated }: { onCreated: (created: CreatedApiKey) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [hours, setHours] = useState<number | string | undefined>(defaultHours);
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await once(createApiKeyAction)({
      name,
      durationHours: typeof hours === "number" ? hours : NaN,
    });
    setBusy(false);
    if (result.ok) return onCreated(result.data);
    setError(result.error);
    const field = form.current?.elements.namedItem(String(result.error.issues[0]?.path[0] ?? "name"));
    if (field instanceof HTMLInputElement) field.focus();
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void create(event)} className="grid gap-4">
      <Field label={text.apiKeyName} required help={text.apiKeyNameHelp} error={messageAt(error, "name")}>
        <Input name="name" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={text.duration}
        required
        help={text.durationHelp}
        error={messageAt(error, "durationHours")}
      >
        <NumberInput
          name="durationHours"
          integer
          unit={text.durationUnit}
          value={hours}
          onChange={setHours}
        />
      </Field>
      {error && error.issues.length === 0 && <FieldError>{error.message}</FieldError>}
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>{text.cancel}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy}>
          {text.save}
        </Button>
      </div>
    </form>
  );
}

function messageAt(error: ActionError | undefined, field: string): string | undefined {
  return error?.issues.find(({ path }) => path[0] === field)?.message;
}
