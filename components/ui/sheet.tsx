"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { DialogContent, dialogFooter, scrim } from "./dialog";
import { IconButton } from "./icon-button";

export interface SheetProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: ReactNode;
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean;
  side?: "left" | "right";
  size?: "sm" | "md" | "lg";
  footer?: ReactNode;
  children: ReactNode;
}

/** Slides over the page's edge: details beside a list, the rail on a phone. */
export function Sheet({
  open,
  onOpenChange,
  trigger,
  title,
  hideTitle,
  side = "right",
  size = "md",
  footer,
  children,
}: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <DialogContent
          aria-describedby={undefined}
          className={cn(
            "fixed inset-y-0 z-50 flex w-full flex-col bg-raised text-ink shadow-dialog outline-none",
            sides[side],
            widths[size],
          )}
        >
          <header
            className={cn(
              "flex items-center justify-between gap-4 px-5 py-3.5",
              !hideTitle && "border-b border-line",
              hideTitle && "absolute top-0 right-0 z-10",
            )}
          >
            <Radix.Title className={cn("min-w-0 truncate text-lg font-semibold", hideTitle && "sr-only")}>
              {title}
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton
                size="sm"
                label={text.close}
                tooltip={false}
                icon={<X strokeWidth={1.75} />}
                className="-mr-2"
              />
            </Radix.Close>
          </header>
          <div className={cn("min-h-0 flex-1 overflow-y-auto", !hideTitle && "px-5 py-4")}>{children}</div>
          {footer && <footer className={cn(dialogFooter, "rounded-none")}>{footer}</footer>}
        </DialogContent>
      </Radix.Portal>
    </Radix.Root>
  );
}

const sides = {
  right: "right-0 data-[state=open]:animate-sheet-in data-[state=closed]:animate-sheet-out",
  left: "left-0 data-[state=open]:animate-drawer-in data-[state=closed]:animate-drawer-out",
};

const widths = { sm: "max-w-70", md: "max-w-120", lg: "max-w-200" };
