"use client";

import { useState } from "react";
import { PlanList } from "@/components/status/plan-list";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import { formatCountOf } from "@/components/ui/format";
import { Foldable, Panel } from "@/components/ui/section";
import { useConfirm } from "@/components/ui/use-confirm";
import type { DraftPlan, DraftPlanLine } from "@/lib/connections/plan-draft";
import { confirmWords, sizeWords } from "./plan-words";

export interface PlanDialogProps {
  plan: DraftPlan;
  doing: "Set up" | "Save";
  /** `refresh`: the streams that the plan names are read anew, too. A thrown message is shown. */
  onConfirm: (refresh: boolean) => Promise<void>;
  onClose: () => void;
}

/** What saving would do, exactly, before it is done. */
export function PlanDialog({ plan, doing, onConfirm, onClose }: PlanDialogProps) {
  const [refresh, setRefresh] = useState(plan.refresh.length > 0);
  const { busy, problem, confirm } = useConfirm(() => onConfirm(refresh));
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && !busy && onClose()}
      title={doing === "Set up" ? "What the first sync will do" : "What this change will do"}
      description="Planned with source and destination as they are now. Nothing was written yet."
      footer={
        <>
          {problem && (
            <span className="mr-auto">
              <FieldError>{problem}</FieldError>
            </span>
          )}
          <DialogClose asChild>
            <Button type="button" disabled={busy}>
              Back
            </Button>
          </DialogClose>
          <Button type="button" variant="primary" busy={busy} onClick={confirm}>
            {confirmWords(plan, doing, refresh ? plan.refresh.length : 0)}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-3">
        {plan.unanswered !== null && (
          <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
            What will be created or changed is not known: {plan.unanswered} You can save all the same.
          </p>
        )}
        <Panel>
          <PlanList
            items={plan.lines.map((line) => ({
              verb: line.verb,
              what: line.what,
              detail: <LineDetail {...line} />,
              size: sizeWords(line),
            }))}
          />
        </Panel>
        {plan.unasked > 0 && (
          <p className="text-xs text-ink-muted">
            {formatCountOf(plan.unasked, "more stream")} of this kind: only the first were asked about.
          </p>
        )}
        {plan.refresh.length > 0 && (
          <Checkbox
            label={`Refresh ${formatCountOf(plan.refresh.length, "stream")} now`}
            help="Reads all their rows again and replaces what is there, so that every row is as you chose. Without it, rows that are there stay as they are."
            checked={refresh}
            onCheckedChange={setRefresh}
          />
        )}
      </div>
    </Dialog>
  );
}

function LineDetail({ notes, statements }: DraftPlanLine) {
  return (
    <span className="grid gap-1">
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
      {statements.length > 0 && (
        <Foldable title="What the destination will do" note={formatCountOf(statements.length, "step")}>
          <CodeBlock text={statements.join("\n")} />
        </Foldable>
      )}
    </span>
  );
}
