"use client";

import Link from "next/link";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { cn } from "@/components/ui/cn";
import { formatDuration, formatInstant, formatList, type Instant } from "@/components/ui/format";
import { stateDot, stateWord, type State } from "@/components/ui/state";
import { Tooltip } from "@/components/ui/tooltip";
import * as text from "@/text/status";
import { isOutlined, stripHeightPx, stripPaths, stripStepPx, type StripPaths } from "./strip-paths";

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

/**
 * One link, to the run that is pointed at or walked to with the arrows, else to the newest. Lists have fifty strips: a
 * link and a drawing of its own for each bar made up half of such a page.
 */
export function RunStrip({ runs, label = text.lastRuns, className }: RunStripProps) {
  const shown = runs.slice(-maxRuns);
  const [pointed, setPointed] = useState<number>();
  const [walkedTo, setWalkedTo] = useState<number>();
  const newest = shown.length - 1;
  const marked = pointed ?? walkedTo;
  const place = Math.min(marked ?? newest, newest);
  const active = shown[place];
  if (!active) return <span className={cn("text-xs text-ink-faint", className)}>{text.noRunsYet}</span>;

  function walk(event: KeyboardEvent) {
    const next = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: newest }[event.key];
    if (next === undefined || next < 0 || next > newest) return;
    event.preventDefault();
    setPointed(undefined);
    setWalkedTo(next);
  }

  function point(event: PointerEvent<HTMLElement>) {
    const { left } = event.currentTarget.getBoundingClientRect();
    setPointed(Math.max(0, Math.min(newest, Math.floor((event.clientX - left) / stripStepPx))));
  }

  return (
    <nav aria-label={label} className={cn("inline-flex h-6", className)}>
      <Tooltip content={<RunSummary run={active} />}>
        <Link
          href={active.href}
          prefetch={false}
          aria-label={summaryText(active)}
          onKeyDown={walk}
          onPointerDown={point}
          onPointerMove={point}
          onPointerLeave={() => setPointed(undefined)}
          onBlur={() => setWalkedTo(undefined)}
          className="focus-ring rounded-sm"
        >
          <svg width={shown.length * stripStepPx} height={stripHeightPx} aria-hidden className="block">
            {marked !== undefined && (
              <rect
                x={place * stripStepPx}
                width={stripStepPx}
                height={stripHeightPx}
                className="fill-ink/10"
              />
            )}
            {stripPaths(shown).map((paths) => (
              <Bars key={paths.state} {...paths} />
            ))}
          </svg>
        </Link>
      </Tooltip>
      {walkedTo !== undefined && (
        <span role="status" className="sr-only">
          {summaryText(active)}
        </span>
      )}
    </nav>
  );
}

/** A run that did not end well also has a mark on top, for eyes that do not tell red from green. */
function Bars({ state, bars, marks }: StripPaths) {
  return (
    <g className={stateDot[state]}>
      {isOutlined(state) ? (
        <path
          d={bars}
          fill="none"
          stroke="currentColor"
          strokeDasharray={state === "paused" ? "1.5 1.5" : undefined}
        />
      ) : (
        <path d={bars} fill="currentColor" />
      )}
      {marks !== "" && <path d={marks} stroke="currentColor" strokeWidth="3" strokeLinecap="round" />}
    </g>
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
  const parts = [
    stateWord[run.state],
    formatDuration(run.durationMs),
    run.note,
    formatInstant(run.startedAt),
  ];
  return formatList(parts.filter((part): part is string => Boolean(part)));
}
