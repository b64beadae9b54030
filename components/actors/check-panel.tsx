"use client";

import { Check } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { useTimeZone } from "@/components/ui/use-time-zone";
import { LogLine, LogView } from "@/components/ui/code";
import { formatDuration } from "@/components/ui/format";
import { Spinner } from "@/components/ui/spinner";
import * as text from "@/text/actor-setup";
import type { ActorKind } from "./actor";
import type { CheckedLine } from "./check-stream";
import { useElapsed, type CheckProgress } from "./use-check";

export interface CheckPanelProps {
  kind: ActorKind;
  progress: CheckProgress;
  onStop: () => void;
  /** Buttons under a failure. */
  actions?: ReactNode;
}

/** What a check is doing, line by line, and what came of it. */
export function CheckPanel({ kind, progress, onStop, actions }: CheckPanelProps) {
  if (progress.phase === "idle") return null;
  return (
    <section aria-label={text.check} className="grid min-w-0 gap-2">
      <Outcome kind={kind} progress={progress} onStop={onStop} actions={actions} />
      {progress.lines.length > 0 && <CheckLog lines={progress.lines} live={progress.phase === "checking"} />}
    </section>
  );
}

function Outcome({ kind, progress, onStop, actions }: CheckPanelProps) {
  switch (progress.phase) {
    case "idle":
      return null;
    case "checking":
      return <Checking kind={kind} startedAt={progress.startedAt} onStop={onStop} />;
    case "passed":
      return (
        <p role="status" className="flex items-center gap-2 rounded-md bg-ok-soft px-4 py-3 text-sm text-ok">
          <Check className="size-4" strokeWidth={2} aria-hidden />
          {text.passed[kind](progress.tookMs)}
        </p>
      );
    case "failed": {
      const { message, advice, errorId } = progress.failure;
      return (
        <ReasonCard
          what={message}
          where={[{ label: text.check, value: text.failedAfter(progress.tookMs) }]}
          advice={advice}
          {...(errorId === undefined ? {} : { errorId })}
          actions={actions}
        />
      );
    }
  }
}

function Checking({ kind, startedAt, onStop }: { kind: ActorKind; startedAt: number; onStop: () => void }) {
  const elapsed = useElapsed(startedAt);
  return (
    <div className="flex items-center gap-2 rounded-md bg-running-soft py-2 pr-2 pl-4 text-sm text-running tabular-nums">
      <Spinner />
      <span role="status" className="min-w-0 flex-1">
        {text.checking[kind]} <span aria-hidden>{formatDuration(elapsed)}</span>
      </span>
      <Button size="sm" variant="ghost" onClick={onStop}>
        {text.stopCheck}
      </Button>
    </div>
  );
}

function CheckLog({ lines, live }: { lines: readonly CheckedLine[]; live: boolean }) {
  const timeZone = useTimeZone();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = end.current?.parentElement;
    if (view) view.scrollTop = view.scrollHeight;
  }, [lines.length]);
  return (
    <LogView live={live} className="max-h-56">
      {lines.map(({ atMs, level, message }, index) => (
        <LogLine key={index} at={atMs} level={level} message={message} timeZone={timeZone} />
      ))}
      <div ref={end} />
    </LogView>
  );
}
