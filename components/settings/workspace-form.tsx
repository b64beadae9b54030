"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { useMay } from "@/components/shell/only-for";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import { renameWorkspaceAction } from "@/lib/workspaces/actions";

export function WorkspaceForm({ name: storedName }: { name: string }) {
  const router = useRouter();
  const canRename = useMay("admin");
  const [name, setName] = useState(storedName);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await renameWorkspaceAction({ name });
    setBusy(false);
    setError(result.ok ? undefined : (result.error.issues[0]?.message ?? result.error.message));
    if (!result.ok) {
      document.getElementById("workspace-name")?.focus();
      return;
    }
    setName(result.data.name);
    toast.success("The workspace has its new name.");
    router.refresh();
  }

  return (
    <form noValidate onSubmit={(event) => void rename(event)} className="grid max-w-120 gap-3">
      <Field
        id="workspace-name"
        label="Workspace name"
        required
        error={error}
        {...(canRename ? {} : { help: "An owner or admin may rename it." })}
      >
        <Input value={name} disabled={!canRename} onChange={(event) => setName(event.target.value)} />
      </Field>
      {canRename && (
        <div>
          <Button type="submit" busy={busy}>
            Rename
          </Button>
        </div>
      )}
    </form>
  );
}
