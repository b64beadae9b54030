"use client";

import { X } from "lucide-react";
import * as text from "@/text/ui";
import { PlainButton } from "./plain-button";

/** One value in a list of values; an <li>, so it stands in a <ul>. */
export function Tag({
  label,
  invalid = false,
  onRemove,
}: {
  label: string;
  invalid?: boolean;
  onRemove?: () => void;
}) {
  return (
    <li
      data-invalid={invalid || undefined}
      className="flex h-6 max-w-full items-center gap-0.5 rounded-sm border border-line bg-sunken pr-1 pl-1.5 text-xs data-invalid:border-bad-dot data-invalid:bg-bad-soft"
    >
      <span className="truncate">{label}</span>
      {onRemove && (
        <PlainButton
          aria-label={text.remove(label)}
          onClick={onRemove}
          className="focus-ring grid size-4 shrink-0 place-items-center rounded-sm text-ink-faint hover:bg-ink/8 hover:text-ink"
        >
          <X className="size-3" strokeWidth={2} aria-hidden />
        </PlainButton>
      )}
    </li>
  );
}
