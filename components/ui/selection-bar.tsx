"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "./format";
import { IconButton } from "./icon-button";

export interface SelectionBarProps {
  count: number;
  onClear: () => void;
  /** Buttons that act on all that is selected. */
  children: ReactNode;
}

/** Floats over the foot of a list while rows of it are ticked. */
export function SelectionBar({ count, onClear, children }: SelectionBarProps) {
  if (count === 0) return null;
  return (
    <div
      role="region"
      aria-label="Selection"
      className="sticky bottom-4 z-20 mx-auto flex w-fit animate-fade-in items-center gap-2 rounded-md bg-raised py-1.5 pr-1.5 pl-3 shadow-float"
    >
      <span className="pr-1 text-sm tabular-nums" aria-live="polite">
        {formatCount(count)} selected
      </span>
      {children}
      <IconButton size="sm" label="Clear the selection" icon={<X strokeWidth={1.75} />} onClick={onClear} />
    </div>
  );
}
