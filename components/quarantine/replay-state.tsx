"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { tellRun } from "@/components/runs/states";
import { isOn, useRun } from "@/components/runs/use-run";
import { StatusCell } from "@/components/status/status-cell";
import * as text from "@/text/quarantine";
import { ButtonLink } from "@/components/ui/button-link";

/** A replay that was asked for here, until it has ended and what is left is shown. */
export function ReplayState({ runId, onEnd }: { runId: string; onEnd: () => void }) {
  const router = useRouter();
  const { data: run, error } = useRun(runId);
  const hasEnded = run !== undefined && !isOn(run);
  const end = useEffectEvent(() => {
    onEnd();
    // The rail's count follows.
    router.refresh();
  });
  useEffect(() => {
    if (hasEnded) end();
  }, [hasEnded]);
  return (
    <p
      aria-live="polite"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md bg-sunken px-3 py-2 text-sm tabular-nums"
    >
      {error && !run ? (
        <span className="text-warn">{text.replayNotLookedAt(error.message)}</span>
      ) : (
        <StatusCell {...(run ? tellRun(run.status) : { state: "waiting", label: text.replayQueued })} />
      )}
      {run && <span className="text-ink-muted">{describe(run)}</span>}
      {run && (
        <ButtonLink size="sm" variant="ghost" href={`/connections/${run.connectionId}/runs/${run.id}`}>
          {text.openRun(run.number)}
        </ButtonLink>
      )}
    </p>
  );
}

function describe(run: NonNullable<ReturnType<typeof useRun>["data"]>): string {
  if (isOn(run)) return text.writtenOnceMore;
  const left = run.streams.reduce((sum, stream) => sum + BigInt(stream.quarantined), 0n);
  if (run.status !== "succeeded") return run.failure?.message ?? text.didNotEnd;
  const written = BigInt(run.rowsWritten);
  return left === 0n ? text.allWritten(written) : text.someWritten(written, left);
}
