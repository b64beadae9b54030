"use client";

import type { ComponentProps, MouseEvent } from "react";
import { cn } from "./cn";

export interface TRProps extends ComponentProps<"tr"> {
  selected?: boolean;
}

/* The translate makes the row the frame of its link's overlay in Safari too, where position alone does not. */
export function TR({ selected, className, onClick = openRow, ...rest }: TRProps) {
  return (
    <tr
      {...rest}
      onClick={onClick}
      data-selected={selected || undefined}
      className={cn(
        "group/row relative translate-0 has-[a[data-row-link]]:hover:bg-ink/3 data-selected:bg-accent-soft/60",
        className,
      )}
    />
  );
}

/** What lies above the row's link and does nothing itself (a status with a tooltip) passes its click on to the link. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const { target, currentTarget } = event;
  // A click in a menu or popover bubbles here through React although it is elsewhere on the page.
  if (!(target instanceof Element) || !currentTarget.contains(target)) return;
  if (target.closest("a, button, input, label, select, textarea") || !getSelection()?.isCollapsed) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  const click = new globalThis.MouseEvent("click", {
    bubbles: true,
    cancelable: true,
    ctrlKey,
    metaKey,
    shiftKey,
  });
  currentTarget.querySelector("a[data-row-link]")?.dispatchEvent(click);
}
