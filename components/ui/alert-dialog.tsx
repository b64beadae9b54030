"use client";

import { Slot } from "radix-ui";
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
import type { AlertFrameProps } from "./alert-frame";
import { onDemand } from "./on-demand";

// Few pages are left with one having been opened.
const AlertFrame = onDemand<AlertFrameProps>(async () => (await import("./alert-frame")).AlertFrame);

/** For those who know that one may be opened soon. */
export const loadAlertDialog = (): void => void AlertFrame.ask();

export interface AlertDialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  /** Verb and number: "Delete 3 tables". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "plain";
  /** Stays open while it runs; closes when it resolves; shows the message when it throws. */
  onConfirm: () => void | Promise<void>;
  /** What must be typed first, for what cannot be undone: usually the name. */
  typeToConfirm?: string;
  children?: ReactNode;
}

/** Asks before what is destructive or costly. Its code comes when its trigger is pointed at or has the focus. */
export function AlertDialog({ open, onOpenChange, trigger, ...content }: AlertDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const [wasOpened, setWasOpened] = useState(isOpen);
  if (isOpen && !wasOpened) setWasOpened(true);
  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const giveUp = useEffectEvent(() => setOpen(false));
  useEffect(() => {
    if (isOpen) void AlertFrame.ask().then((isThere) => isThere || giveUp());
  }, [isOpen]);
  return (
    <>
      {trigger && (
        <Slot.Root
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onPointerEnter={loadAlertDialog}
          onFocus={loadAlertDialog}
          onClick={() => setOpen(true)}
        >
          {trigger}
        </Slot.Root>
      )}
      {wasOpened && <AlertFrame {...content} open={isOpen} onOpenChange={setOpen} />}
    </>
  );
}
