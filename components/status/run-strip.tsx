"use client";

import Link from "next/link";
import { useState, type KeyboardEvent } from "react";
import { cn } from "@/components/ui/cn";
import { formatDuration, formatInstant, type Instant } from "@/components/ui/format";
import { stateDot, stateWord, type State } from "@/components/ui/state";
import { Tooltip } from "@/components/ui/tooltip";

export interface StripRun {
  id: string;
  href: string;
  state: State;
  startedAt: Instant;
  durationMs: number;
  /** "1,204,331 rows" */
  note?: string;
}

export interface RunStripProps {
  /** Oldest first; the last 30 are drawn, the newest at the right. */
  runs: readonly StripRun[];
  label?: string;
  className?: string;
}

const maxRuns = 30;
const heightPx = 24;
const barPx = 3;
const stepPx = 5;

/** One tab stop: arrows walk along the runs, Enter opens one. */
export function RunStrip({ runs, label = "Last runs", className }: RunStripProps) {
  const shown = runs.slice(-maxRuns);
  const [walkedTo, setFocused] = useState<number>();
  // The newest until someone walks along: the runs may come only after the first render.
  const focused = Math.min(walkedTo ?? Infinity, shown.length - 1);
  const [pointed, setPointed] = useState<number>();
  const active = shown[pointed ?? focused];
  const longestMs = Math.max(1, ...shown.map((run) => run.durationMs));

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const next = { ArrowLeft: focused - 1, ArrowRight: focused + 1, Home: 0, End: shown.length - 1 }[
      event.key
    ];
    if (next === undefined || next < 0 || next >= shown.length) return;
    event.preventDefault();
    setFocused(next);
    event.currentTarget.querySelectorAll("a")[next]?.focus();
  }

  if (!active) return <span className={cn("text-xs text-ink-faint", className)}>No runs yet</span>;
  return (
    <Tooltip content={<RunSummary run={active} />}>
      <nav
        aria-label={label}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointed(undefined)}
        className={cn("inline-flex h-6 items-end", className)}
      >
        {shown.map((run, index) => (
          <Link
            key={run.id}
            href={run.href}
            prefetch={false}
            tabIndex={index === focused ? 0 : -1}
            aria-label={summaryText(run)}
            onPointerEnter={() => setPointed(index)}
            onFocus={() => setFocused(index)}
            className="focus-ring rounded-sm hover:opacity-70"
          >
            <Bar state={run.state} share={run.durationMs / longestMs} />
          </Link>
        ))}
      </nav>
    </Tooltip>
  );
}

/** Height is the duration. A run that did not end well also has a mark on top, for eyes that do not tell red from green. */
function Bar({ state, share }: { state: State; share: number }) {
  const markPx = state === "bad" || state === "warn" ? 5 : 0;
  const barHeight = Math.max(3, Math.sqrt(share) * (heightPx - 5));
  const top = heightPx - barHeight;
  return (
    <svg
      width={stepPx}
      height={heightPx}
      viewBox={`0 0 ${stepPx} ${heightPx}`}
      aria-hidden
      className={cn("block", stateDot[state])}
    >
      {state === "waiting" || state === "paused" ? (
        <rect
          x="1.5"
          y={top + 0.5}
          width={barPx - 1}
          height={barHeight - 1}
          rx="1"
          fill="none"
          stroke="currentColor"
          strokeDasharray={state === "paused" ? "1.5 1.5" : undefined}
        />
      ) : (
        <rect x="1" y={top} width={barPx} height={barHeight} rx="1" fill="currentColor" />
      )}
      {markPx > 0 && <circle cx={1 + barPx / 2} cy={Math.max(1.5, top - 3)} r="1.5" fill="currentColor" />}
    </svg>
  );
}

function RunSummary({ run }: { run: StripRun }) {
  return (
    <span className="grid gap-0.5">
      <span>
        {stateWord[run.state]} · {formatDuration(run.durationMs)}
        {run.note && ` · ${run.note}`}
      </span>
      <span className="font-mono tabular-nums opacity-80">{formatInstant(run.startedAt)}</span>
    </span>
  );
}

function summaryText(run: StripRun): string {
  return [stateWord[run.state], formatDuration(run.durationMs), run.note, formatInstant(run.startedAt)]
    .filter(Boolean)
    .join(", ");
}
