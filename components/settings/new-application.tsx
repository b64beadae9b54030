"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { once } from "@/lib/action/call";
import { createApplicationAction } from "@/lib/applications/actions";
import type { CreatedApplication } from "@/lib/applications/schema";
import * as text from "@/text/applications";

export function NewApplication({ onCreated }: { onCreated: (application: CreatedApplication) => void }) {
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await once(createApplicationAction)({ name });
    setBusy(false);
    if (!result.ok) {
      setError(result.error.issues[0]?.message ?? result.error.message);
      document.getElementById("application-name")?.focus();
      return;
    }
    setError(undefined);
    setName("");
    onCreated(result.data);
  }

  return (
    <form noValidate onSubmit={(event) => void create(event)} className="grid max-w-120 gap-3">
      <Field id="application-name" label={text.newNameLabel} required error={error} help={text.newNameHelp}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <div>
        <Button type="submit" busy={busy}>
          {text.create}
        </Button>
      </div>
    </form>
  );
}
