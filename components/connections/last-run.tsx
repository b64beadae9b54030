"use client";

import type { LiveRun } from "@/components/runs/api";
import { HeldStreams } from "@/components/runs/held-streams";
import { RunFailureCard } from "@/components/runs/run-failure-card";
import { RunProof } from "@/components/runs/run-proof";
import { RunStreams } from "@/components/runs/run-streams";
import { kindWords, tellRun } from "@/components/runs/states";
import { isOn } from "@/components/runs/use-run";
import { ProofBadge } from "@/components/status/proof-badge";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button-link";
import { formatBytes, formatDuration, formatRows } from "@/components/ui/format";
import * as text from "@/text/connections";

/**
 * The newest run, live while it goes on: what needs a person first, then its streams and their proof. That it waited for
 * an approval is said by the change that waits, and not at all once that is settled.
 */
export function LastRun({ run }: { run: LiveRun }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <HeldStreams run={run} />
      {run.failure?.awaits === undefined && <RunFailureCard run={run} linksToRun />}
      <div className="grid grid-cols-1 gap-3">
        <RunLine run={run} />
        {run.streams.length > 0 && <RunStreams run={run} />}
      </div>
      {run.status === "succeeded" && <RunProof run={run} />}
    </div>
  );
}

function RunLine({ run }: { run: LiveRun }) {
  const took = run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
  const rows = BigInt(run.rowsWritten);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-muted tabular-nums">
      <h2 className="font-medium text-ink">
        {run.kind === "sync" ? text.run(run.number) : text.runOfKind(run.number, kindWords[run.kind])}
      </h2>
      <span aria-live="polite">
        <StatusCell {...tellRun(run.status)} at={run.endedAt ?? run.startedAt ?? run.createdAt} />
      </span>
      <span>{formatRows(rows)}</span>
      <span>{formatBytes(BigInt(run.bytes))}</span>
      {took !== null && <span>{formatDuration(took)}</span>}
      {(run.kind === "sync" || run.kind === "refresh") && <ProofSum run={run} />}
      <ButtonLink
        size="sm"
        variant="ghost"
        className="ml-auto"
        href={`/connections/${run.connectionId}/runs/${run.id}`}
      >
        {isOn(run) ? text.followRun : text.openRun}
      </ButtonLink>
    </div>
  );
}

/** All that was committed, and what was counted in the tables afterwards. */
function ProofSum({ run }: { run: LiveRun }) {
  if (run.streams.length === 0) return null;
  const sum = (pick: (stream: LiveRun["streams"][number]) => bigint) =>
    run.streams.reduce((total, stream) => total + pick(stream), 0n);
  const committed = sum((stream) => BigInt(stream.rowsWritten) - BigInt(stream.superseded));
  const isCounted = run.streams.every(({ verifiedRows }) => verifiedRows !== null);
  return (
    <ProofBadge
      read={committed}
      isOver={!isOn(run)}
      {...(isCounted ? { written: sum((stream) => BigInt(stream.verifiedRows ?? "0")) } : {})}
    />
  );
}
