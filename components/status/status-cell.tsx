"use client";

import { formatInstant, type Instant } from "@/components/ui/format";
import { LiveRelative } from "@/components/ui/live-relative";
import { stateText, stateWord, type State } from "@/components/ui/state";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/components/ui/cn";
import { StateDot } from "./state-dot";

export interface StatusCellProps {
  state: State;
  /** "Synced", "Waiting for a worker"; default: the state's own word. */
  label?: string;
  /** Since when, or when next. */
  at?: Instant;
  /** Why, in one sentence; shown on hover with the exact instant. */
  reason?: string;
  className?: string;
}

/** Dot, word, relative time. */
export function StatusCell({ state, label = stateWord[state], at, reason, className }: StatusCellProps) {
  const body = (
    <span
      className={cn(
        "inline-flex max-w-full items-center gap-1.5 text-sm whitespace-nowrap tabular-nums",
        className,
      )}
    >
      <StateDot state={state} />
      <span className={cn("truncate", stateText[state], state === "ok" && "text-ink")}>{label}</span>
      {at !== undefined && <LiveRelative at={at} className="text-ink-faint" />}
    </span>
  );
  if (at === undefined && !reason) return body;
  return (
    <Tooltip
      content={
        <span className="grid gap-0.5">
          {reason && <span>{reason}</span>}
          {at !== undefined && <span className="font-mono tabular-nums opacity-80">{formatInstant(at)}</span>}
        </span>
      }
    >
      {body}
    </Tooltip>
  );
}
