"use client";

import type { LiveRun } from "@/components/runs/api";
import { HeldStreams } from "@/components/runs/held-streams";
import { RunProof } from "@/components/runs/run-proof";
import { RunStreams } from "@/components/runs/run-streams";
import { kindWords, tellRun } from "@/components/runs/states";
import { isOn } from "@/components/runs/use-run";
import { ProofBadge } from "@/components/status/proof-badge";
import { ReasonCard } from "@/components/status/reason-card";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { formatBytes, formatDuration, formatRows } from "@/components/ui/format";
import { FailureCard, type FailureCardProps } from "./failure-card";

/**
 * The newest run, live while it goes on: what needs a person first, then its streams and their proof. That it waited for
 * an approval is said by the change that waits, and not at all once that is settled.
 */
export function LastRun({ run, connection, canEdit }: FailureCardProps) {
  return (
    <div className="grid grid-cols-1 gap-6">
      {canEdit ? <HeldStreams run={run} /> : <HeldForOthers run={run} />}
      {run.failure && run.failure.awaits === undefined && (
        <FailureCard run={run} connection={connection} canEdit={canEdit} />
      )}
      <div className="grid grid-cols-1 gap-3">
        <RunLine run={run} connectionId={connection.id} />
        {run.streams.length > 0 && <RunStreams run={run} />}
      </div>
      {run.status === "succeeded" && <RunProof run={run} />}
    </div>
  );
}

function RunLine({ run, connectionId }: { run: LiveRun; connectionId: string }) {
  const took = run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
  const rows = BigInt(run.rowsWritten);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-muted tabular-nums">
      <h2 className="font-medium text-ink">
        Run {run.number}
        {run.kind !== "sync" && ` · ${kindWords[run.kind]}`}
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
        href={`/connections/${connectionId}/runs/${run.id}`}
      >
        {isOn(run) ? "Follow the run" : "Open the run"}
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
      {...(isCounted ? { written: sum((stream) => BigInt(stream.verifiedRows ?? "0")) } : {})}
    />
  );
}

/** For who may only look. */
function HeldForOthers({ run }: { run: LiveRun }) {
  const held = run.streams.filter(({ phase }) => phase === "held");
  if (held.length === 0 || run.endedAt !== null) return null;
  return (
    <ReasonCard
      tone="warn"
      what={`${held.map(({ name }) => name).join(", ")} came with far fewer rows than before. An editor decides whether they take the table’s place.`}
      where={[{ label: "Run", value: run.number }]}
    />
  );
}
