"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { IconButton } from "./icon-button";
import { useReturnFocus } from "./use-return-focus";

export interface DialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** One element that opens it; leave out when `open` is controlled. */
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons at the foot, the primary one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
}

export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  footer,
  size = "md",
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <DialogContent
          className={cn(dialogFrame, widths[size])}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="grid min-w-0 gap-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-sm text-ink-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton
                size="sm"
                label={text.close}
                tooltip={false}
                icon={<X strokeWidth={1.75} />}
                className="-mt-0.5 -mr-2"
              />
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
          {footer && <footer className={dialogFooter}>{footer}</footer>}
        </DialogContent>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Whatever opened it has the focus again once it is closed. */
export function DialogContent(props: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content {...props} onCloseAutoFocus={useReturnFocus()} />;
}

/** Put around the button of a footer that only closes. */
export const DialogClose = Radix.Close;

export const scrim =
  "fixed inset-0 z-40 bg-overlay data-[state=open]:animate-fade-in data-[state=closed]:animate-fade-out";

/** Centred with margins rather than a transform, so that text stays on whole pixels and the animation is free. */
export const dialogFrame =
  "fixed inset-x-4 top-[12vh] z-50 mx-auto flex max-h-[76vh] flex-col rounded-md bg-raised text-ink shadow-dialog outline-none data-[state=open]:animate-pop-in data-[state=closed]:animate-pop-out";

export const dialogFooter =
  "flex flex-wrap items-center justify-end gap-2 rounded-b-md border-t border-line bg-sunken px-5 py-3";

const widths = { sm: "max-w-100", md: "max-w-130", lg: "max-w-190" };
