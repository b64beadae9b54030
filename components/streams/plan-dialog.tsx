"use client";

import { useState } from "react";
import { PlanList } from "@/components/status/plan-list";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import { Foldable, Panel } from "@/components/ui/section";
import { useConfirm } from "@/components/ui/use-confirm";
import type { DraftPlan, DraftPlanLine } from "@/lib/connections/plan-draft";
import * as text from "@/text/stream-plan";
import { confirmWords, noteWords, sizeWords } from "./plan-words";

export interface PlanDialogProps {
  plan: DraftPlan;
  /** The connection is set up, not changed. */
  isNew: boolean;
  /** `refresh`: the streams that the plan names are read anew, too. A thrown message is shown. */
  onConfirm: (refresh: boolean) => Promise<void>;
  onClose: () => void;
}

/** What saving would do, exactly, before it is done. */
export function PlanDialog({ plan, isNew, onConfirm, onClose }: PlanDialogProps) {
  const [refresh, setRefresh] = useState(plan.refresh.length > 0);
  const { busy, problem, confirm } = useConfirm(() => onConfirm(refresh));
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && !busy && onClose()}
      title={isNew ? text.setUpTitle : text.saveTitle}
      description={text.about}
      footer={
        <>
          {problem && (
            <span className="mr-auto">
              <FieldError>{problem}</FieldError>
            </span>
          )}
          <DialogClose asChild>
            <Button type="button" disabled={busy}>
              {text.back}
            </Button>
          </DialogClose>
          <Button type="button" variant="primary" busy={busy} onClick={confirm}>
            {confirmWords(plan, isNew, refresh ? plan.refresh.length : 0)}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-3">
        {plan.unanswered !== null && (
          <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
            {text.notKnown(plan.unanswered)}
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
        {plan.unasked > 0 && <p className="text-xs text-ink-muted">{text.moreUnasked(plan.unasked)}</p>}
        {plan.refresh.length > 0 && (
          <Checkbox
            label={text.refreshNow(plan.refresh.length)}
            help={text.refreshHelp}
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
      {notes.map(noteWords).map((note) => (
        <span key={note}>{note}</span>
      ))}
      {statements.length > 0 && (
        <Foldable title={text.destinationDoes} note={text.steps(statements.length)}>
          <CodeBlock text={statements.join("\n")} />
        </Foldable>
      )}
    </span>
  );
}
