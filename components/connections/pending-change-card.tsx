"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay } from "@/components/shell/only-for";
import { PlanList, type PlanItem } from "@/components/status/plan-list";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { updateConnectionAction } from "@/lib/connections/actions";
import { canDecline, type PendingChange } from "@/lib/connections/pending-change";
import * as text from "@/text/connections";

export interface PendingChangeCardProps {
  connectionId: string;
  change: PendingChange;
}

/** A change of the source's schema has paused the connection; here it is approved, or left out. */
export function PendingChangeCard({ connectionId, change }: PendingChangeCardProps) {
  const router = useRouter();
  const canEdit = useMay("editor");
  const [busy, setBusy] = useState<"approve" | "decline">();

  async function settle(answer: "approve" | "decline") {
    setBusy(answer);
    const changes =
      answer === "approve" ? { approveSchemaChange: true as const } : { declineSchemaChange: true as const };
    const result = await call(updateConnectionAction)({ id: connectionId, changes });
    setBusy(undefined);
    if (result.ok) return;
    toast.error(result.error.message);
    router.refresh();
  }

  return (
    <ReasonCard
      tone="warn"
      what={change.message}
      advice={
        <div className="grid gap-3">
          <PlanList
            items={change.diff.changed.flatMap(itemsOf)}
            className="rounded-md border border-line text-ink"
          />
          <span>{canEdit ? text.approveAdvice : text.editorApproves}</span>
        </div>
      }
      {...(canEdit
        ? {
            actions: (
              <>
                <Button
                  variant="primary"
                  busy={busy === "approve"}
                  disabled={busy !== undefined}
                  onClick={() => void settle("approve")}
                >
                  {text.approveChange}
                </Button>
                {canDecline(change) && (
                  <Button
                    busy={busy === "decline"}
                    disabled={busy !== undefined}
                    onClick={() => void settle("decline")}
                  >
                    {text.leaveNewFieldsOut}
                  </Button>
                )}
                <ButtonLink href={`/connections/${connectionId}/replication`}>{text.chooseAnew}</ButtonLink>
              </>
            ),
          }
        : {})}
    />
  );
}

function itemsOf(change: PendingChange["diff"]["changed"][number]): PlanItem[] {
  const { stream, addedFields, removedFields, changedFields, keyChanged } = change;
  const label = stream.namespace ? `${stream.namespace}.${stream.name}` : stream.name;
  return [
    ...addedFields.map((field) => ({
      verb: "create" as const,
      what: `${label}.${field.name}`,
      detail: text.newColumn(field.type.kind),
    })),
    ...changedFields.map(({ before, after }) => ({
      verb: "alter" as const,
      what: `${label}.${after.name}`,
      detail:
        before.type.kind === after.type.kind
          ? text.otherValues(after.type.kind)
          : `${before.type.kind} → ${after.type.kind}`,
    })),
    ...removedFields.map((field) => ({
      verb: "alter" as const,
      what: `${label}.${field.name}`,
      detail: text.goneAtSource,
    })),
    ...(keyChanged ? [{ verb: "re-read" as const, what: label, detail: text.otherKey }] : []),
  ];
}
