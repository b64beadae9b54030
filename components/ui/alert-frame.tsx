"use client";

import { AlertDialog as Radix } from "radix-ui";
import { useState } from "react";
import * as text from "@/text/ui";
import type { AlertDialogProps } from "./alert-dialog";
import { Button } from "./button";
import { cn } from "./cn";
import { dialogFooter, dialogFrame, scrim } from "./dialog";
import { FieldError } from "./field";
import { Input } from "./input";
import { useConfirm } from "./use-confirm";
import { useReturnFocus } from "./use-return-focus";

export interface AlertFrameProps extends Omit<AlertDialogProps, "trigger"> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The floating part of AlertDialog. */
export function AlertFrame({ open, onOpenChange, ...content }: AlertFrameProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={cn(scrim, "z-50")} />
        <AlertContent {...content} onDone={() => onOpenChange(false)} />
      </Radix.Portal>
    </Radix.Root>
  );
}

type AlertContentProps = Omit<AlertFrameProps, "open" | "onOpenChange"> & { onDone: () => void };

function AlertContent({ title, description, tone = "danger", children, ...props }: AlertContentProps) {
  const [typed, setTyped] = useState("");
  const { busy, problem, confirm } = useConfirm(props.onConfirm, props.onDone);
  const returnFocus = useReturnFocus();
  const ready = props.typeToConfirm === undefined || typed === props.typeToConfirm;
  return (
    <Radix.Content
      className={cn(dialogFrame, "max-w-120")}
      onCloseAutoFocus={returnFocus}
      onEscapeKeyDown={(event) => busy && event.preventDefault()}
      {...(description ? {} : { "aria-describedby": undefined })}
    >
      <div className="grid min-h-0 gap-3 overflow-y-auto px-5 py-4">
        <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
        {description && (
          <Radix.Description className="text-sm text-ink-muted">{description}</Radix.Description>
        )}
        {children}
        {props.typeToConfirm !== undefined && (
          <label className="grid gap-1.5 text-sm">
            <span>
              {text.typeToConfirm(
                <code className="rounded-sm bg-sunken px-1 font-mono text-xs">{props.typeToConfirm}</code>,
              )}
            </span>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
        )}
        {problem && <FieldError>{problem}</FieldError>}
      </div>
      <footer className={dialogFooter}>
        <Radix.Cancel asChild>
          <Button disabled={busy}>{props.cancelLabel ?? text.cancel}</Button>
        </Radix.Cancel>
        <Button
          variant={tone === "danger" ? "danger" : "primary"}
          busy={busy}
          disabled={!ready}
          onClick={confirm}
        >
          {props.confirmLabel}
        </Button>
      </footer>
    </Radix.Content>
  );
}
