"use client";

import { Portal } from "radix-ui";
import { DismissableLayer, Popper, Presence } from "radix-ui/internal";
import { useEffect, useId, useMemo, useSyncExternalStore } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { subscribeToTips, tipOf } from "./tips";

export interface TipBubbleProps {
  element: HTMLElement;
  isOpen: boolean;
}

/** The hint of the element, beside it, while it is open. Loaded when something with a hint is first pointed at. */
export function TipBubble({ element, isOpen }: TipBubbleProps) {
  const id = useId();
  const tip = useSyncExternalStore(subscribeToTips, () => tipOf(element.dataset.tip ?? ""));
  const anchor = useMemo(() => ({ current: element }), [element]);
  const isShown = isOpen && tip !== undefined;

  useEffect(() => {
    if (!isShown) return;
    const before = element.getAttribute("aria-describedby");
    element.setAttribute("aria-describedby", before ? `${before} ${id}` : id);
    return () => {
      if (before) element.setAttribute("aria-describedby", before);
      else element.removeAttribute("aria-describedby");
    };
  }, [element, id, isShown]);

  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={anchor} />
      <Presence.Root present={isShown}>
        <Portal.Root asChild>
          {/* A press on it is none outside of the dialog that its element stands in. */}
          <DismissableLayer.Branch asChild>
            <Popper.Content
              id={id}
              role="tooltip"
              side={tip?.side}
              align={tip?.align}
              sideOffset={6}
              collisionPadding={8}
              data-state={isShown ? "open" : "closed"}
              className={cn(
                "z-50 flex max-w-80 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs break-words text-surface shadow-float select-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
                tip?.className,
              )}
            >
              {tip?.content}
              {tip?.keys && <Kbd keys={tip.keys} tone="inverse" />}
            </Popper.Content>
          </DismissableLayer.Branch>
        </Portal.Root>
      </Presence.Root>
    </Popper.Root>
  );
}
