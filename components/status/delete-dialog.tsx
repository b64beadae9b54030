"use client";

import type { ReactNode } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { useGoOn } from "@/components/ui/use-go-on";
import type { ActionResult } from "@/lib/action";
import * as text from "@/text/status";
import { PlanList, type PlanItem } from "./plan-list";

export interface DeleteDialogProps {
  name: string;
  /** What it is. */
  kind: keyof typeof text.deletions;
  /** What else comes of it. */
  description: string;
  /** Of itself, on the plan's first line. */
  detail?: string;
  /** What goes with it, on the plan's other lines. */
  also?: readonly PlanItem[];
  confirmLabel?: string;
  typeToConfirm?: string;
  /** A small button of a row, unless given. */
  trigger?: ReactNode;
  /** The action; what it refuses is shown in the dialog, which stays. */
  onDelete: () => Promise<ActionResult<unknown>>;
  /** Once it is gone. */
  onDeleted?: () => void;
  /** The page to go to once it is gone; `onDelete` is then called `withoutPage`. */
  leadsTo?: string;
}

/** Names what goes before it goes. */
export function DeleteDialog({
  name,
  kind,
  description,
  detail,
  also = [],
  confirmLabel,
  typeToConfirm,
  trigger,
  onDelete,
  onDeleted,
  leadsTo,
}: DeleteDialogProps) {
  const words = text.deletions[kind];
  const goOn = useGoOn();

  async function remove() {
    const result = await onDelete();
    if (!result.ok) throw new Error(result.error.message);
    onDeleted?.();
    if (leadsTo !== undefined) goOn(leadsTo);
  }

  return (
    <AlertDialog
      trigger={
        trigger ?? (
          <Button size="sm" variant="ghost" aria-label={words.buttonOf(name)}>
            {words.button}
          </Button>
        )
      }
      title={words.title(name)}
      description={description}
      confirmLabel={confirmLabel ?? words.confirm}
      onConfirm={remove}
      {...(typeToConfirm === undefined ? {} : { typeToConfirm })}
    >
      <PlanList items={[{ verb: "delete", what: words.what(name), detail }, ...also]} />
    </AlertDialog>
  );
}
