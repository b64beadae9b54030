"use client";

import { useState, type FormEvent } from "react";
import { useMay } from "@/components/shell/only-for";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { renameWorkspaceAction } from "@/lib/workspaces/actions";
import * as text from "@/text/settings";

export function WorkspaceForm({ name: storedName }: { name: string }) {
  const canRename = useMay("admin");
  const [name, setName] = useState(storedName);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await call(renameWorkspaceAction)({ name });
    setBusy(false);
    setError(result.ok ? undefined : (result.error.issues[0]?.message ?? result.error.message));
    if (!result.ok) {
      document.getElementById("workspace-name")?.focus();
      return;
    }
    setName(result.data.name);
    toast.success(text.renamed);
  }

  return (
    <form noValidate onSubmit={(event) => void rename(event)} className="grid max-w-120 gap-3">
      <Field
        id="workspace-name"
        label={text.workspaceName}
        required
        error={error}
        {...(canRename ? {} : { help: text.adminMayRename })}
      >
        <Input value={name} disabled={!canRename} onChange={(event) => setName(event.target.value)} />
      </Field>
      {canRename && (
        <div>
          <Button type="submit" busy={busy}>
            {text.rename}
          </Button>
        </div>
      )}
    </form>
  );
}
