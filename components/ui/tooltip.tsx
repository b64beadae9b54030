"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";

export interface TooltipProps {
  content: ReactNode;
  keys?: readonly string[];
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
  className?: string;
  /** One element that takes a ref and pointer events. */
  children: ReactNode;
}

/** A hint for what can be reached without it: never the only place of a fact one needs in order to act. */
export function Tooltip({
  content,
  keys,
  side = "top",
  align = "center",
  className,
  children,
}: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild data-tip="">
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 flex max-w-80 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs break-words text-surface shadow-float select-none data-[state=closed]:animate-pop-out data-[state=delayed-open]:animate-pop-in",
            className,
          )}
        >
          {content}
          {keys && <Kbd keys={keys} tone="inverse" />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
