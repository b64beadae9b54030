"use client";

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { formatDuration } from "@/components/ui/format";
import { Spinner } from "@/components/ui/spinner";
import { actorWords, type ActorKind } from "./actor";
import { useElapsed, type CheckProgress } from "./use-check";

/** What a check is doing, and what came of it. */
export function CheckPanel({
  kind,
  progress,
  actions,
}: {
  kind: ActorKind;
  progress: CheckProgress;
  actions?: ReactNode;
}) {
  switch (progress.phase) {
    case "idle":
      return null;
    case "checking":
      return <Checking kind={kind} startedAt={progress.startedAt} />;
    case "passed":
      return (
        <p role="status" className="flex items-center gap-2 rounded-md bg-ok-soft px-4 py-3 text-sm text-ok">
          <Check className="size-4" strokeWidth={2} aria-hidden />
          {actorWords[kind].checked}. Checked in {formatDuration(progress.tookMs)}.
        </p>
      );
    case "failed":
      return (
        <ReasonCard
          what={progress.failure.message}
          where={[{ label: "Check", value: `failed after ${formatDuration(progress.tookMs)}` }]}
          {...(progress.failure.errorId === undefined ? {} : { errorId: progress.failure.errorId })}
          actions={actions}
        />
      );
  }
}

function Checking({ kind, startedAt }: { kind: ActorKind; startedAt: number }) {
  const elapsed = useElapsed(startedAt);
  return (
    <p
      role="status"
      className="flex items-center gap-2 rounded-md bg-running-soft px-4 py-3 text-sm text-running tabular-nums"
    >
      <Spinner />
      {actorWords[kind].checking}… {formatDuration(elapsed)}
    </p>
  );
}
