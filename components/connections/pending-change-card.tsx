"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { OnlyFor } from "@/components/members/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button, ButtonLink } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { updateConnectionAction } from "@/lib/connections/actions";
import type { PendingChange } from "@/lib/connections/pending-change";

/** A change of the source's schema has paused the connection; here it is approved. */
export function PendingChangeCard({ connectionId, change }: { connectionId: string; change: PendingChange }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function approve() {
    setBusy(true);
    const result = await updateConnectionAction({ id: connectionId, changes: { approveSchemaChange: true } });
    if (!result.ok) toast.error(result.error.message);
    setBusy(false);
    router.refresh();
  }

  return (
    <ReasonCard
      tone="warn"
      what={change.message}
      where={change.diff.changed.map(({ stream, addedFields, removedFields, changedFields }) => ({
        label: stream.namespace ? `${stream.namespace}.${stream.name}` : stream.name,
        value: [
          ...addedFields.map((field) => `+ ${field.name} (${field.type.kind})`),
          ...removedFields.map((field) => `− ${field.name}`),
          ...changedFields.map(
            ({ before, after }) => `${after.name}: ${before.type.kind} → ${after.type.kind}`,
          ),
        ].join(", "),
      }))}
      advice="Approve to load the source as it is now; the connection is active again. Or choose streams, fields and keys anew."
      actions={
        <OnlyFor role="editor" otherwise="An editor can approve it.">
          <Button variant="primary" busy={busy} onClick={() => void approve()}>
            Approve the change
          </Button>
          <ButtonLink href={`/connections/${connectionId}/replication`}>Choose anew</ButtonLink>
        </OnlyFor>
      }
    />
  );
}
