"use client";

import { FlowMeter, FlowMeters } from "@/components/status/flow-meter";
import type { PressureProps } from "@/components/status/pressure";
import { ProofTable, type ProofRow } from "@/components/status/proof-badge";
import { ReasonCard } from "@/components/status/reason-card";
import { StatusCell } from "@/components/status/status-cell";
import { ErrorState, Loading, Skeleton } from "@/components/ui/data-state";
import { formatBytes, formatDuration, formatRows } from "@/components/ui/format";
import { Section } from "@/components/ui/section";
import type { LiveRun } from "./api";
import { HeldStreams } from "./held-streams";
import { RunLog } from "./run-log";
import { kindWords, tellPhase, tellRun } from "./states";
import { isOn, useRates, useRun } from "./use-run";

/** One run: what failed first, then each stream, the proof, and the log; live while it goes on. */
export function RunView({ runId }: { runId: string }) {
  const { data: run, error } = useRun(runId);
  if (error && !run) return <ErrorState title="The run could not be read" message={error.message} />;
  if (!run) {
    return (
      <Loading label="Loading the run">
        <Skeleton className="h-24" />
      </Loading>
    );
  }
  return (
    <div className="grid gap-6">
      <RunHead run={run} />
      <HeldStreams run={run} />
      {run.failure && <Failure run={run} />}
      {run.streams.length > 0 && <Streams run={run} />}
      {run.status === "succeeded" && <Proof run={run} />}
      <Section title="Log">
        <RunLog runId={run.id} live={isOn(run)} streams={run.streams.map(labelOf)} />
      </Section>
    </div>
  );
}

function RunHead({ run }: { run: LiveRun }) {
  const took = run.startedAt
    ? Date.parse(run.endedAt ?? new Date().toISOString()) - Date.parse(run.startedAt)
    : null;
  return (
    <p
      className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-muted tabular-nums"
      aria-live="polite"
    >
      <span className="font-medium text-ink">
        Run {run.number}
        {run.kind !== "sync" && ` · ${kindWords[run.kind]}`}
      </span>
      <StatusCell {...tellRun(run.status)} at={run.endedAt ?? run.startedAt ?? run.createdAt} />
      <span>{formatRows(BigInt(run.rowsWritten))}</span>
      <span>{formatBytes(BigInt(run.bytes))}</span>
      {took !== null && <span>{formatDuration(took)}</span>}
    </p>
  );
}

function Failure({ run }: { run: LiveRun }) {
  if (!run.failure) return null;
  const { message, stream, errorId, kind } = run.failure;
  return (
    <ReasonCard
      what={message}
      where={[...(stream ? [{ label: "Stream", value: stream }] : []), { label: "Run", value: run.number }]}
      advice={failureAdvice[kind]}
      {...(errorId ? { errorId } : {})}
    />
  );
}

const failureAdvice = {
  config: "Mend the configuration it names, then sync again. What was committed before stays.",
  auth: "Mend the credentials or the rights it names, then sync again. What was committed before stays.",
  transient:
    "It was tried again until there was no point in it. Once the cause is gone, sync again: it goes on from the last checkpoint.",
  unverified:
    "Source and destination differ, so nothing vouches for this table. Look at what else writes to it, then repair or refresh the stream.",
  internal: "This is a fault of Sluice. The log has the whole error under its id.",
} as const;

/** Each stream of a run, and for whom its rows wait. */
export function Streams({ run }: { run: LiveRun }) {
  const rates = useRates(run);
  return (
    <FlowMeters>
      {run.streams.map((stream, index) => {
        const rows = Number(stream.rowsRead);
        const estimate = stream.estimatedRows === null ? 0 : Number(stream.estimatedRows);
        const rate = rates[index];
        const { state, label } = tellPhase(stream.phase);
        const isMoving = stream.phase === "reading";
        return (
          <FlowMeter
            key={stream.index}
            stream={stream.name}
            {...(stream.namespace === "" ? {} : { namespace: stream.namespace })}
            state={state}
            phase={label}
            rows={rows}
            bytesRead={Number(stream.bytes)}
            {...(isMoving && rate ? { rowsPerSecond: rate.perSecond, history: rate.history } : {})}
            {...(isMoving && estimate > 0 ? { share: Math.min(1, rows / estimate) } : {})}
            {...(isMoving && estimate > rows && rate && rate.perSecond > 0
              ? { etaMs: ((estimate - rows) / rate.perSecond) * 1_000 }
              : {})}
            {...pressureOf(stream)}
          />
        );
      })}
    </FlowMeters>
  );
}

function pressureOf({ waitedMs, bottleneck }: LiveStream): { pressure?: PressureProps } {
  const total = waitedMs.source + waitedMs.transform + waitedMs.destination;
  if (total === 0) return {};
  const busy = {
    source: waitedMs.source / total,
    transform: waitedMs.transform / total,
    destination: waitedMs.destination / total,
  };
  return { pressure: { busy, ...(bottleneck?.part ? { waitsFor: bottleneck.part } : {}) } };
}

export function Proof({ run }: { run: LiveRun }) {
  const isInspection = run.kind === "verify" || run.kind === "repair";
  const isCompared = run.streams.every(({ comparison }) => comparison !== null && "same" in comparison);
  const counted = isInspection
    ? "Rows at the source, and rows in the table, without those that the mode keeps or that came since."
    : "Rows that were committed, and rows counted in the table afterwards.";
  return (
    <Section
      title="Proof"
      description={isCompared ? `${counted} Their content is the same by checksums.` : counted}
    >
      <ProofTable rows={run.streams.map(isInspection ? comparedRow : countedRow)} />
    </Section>
  );
}

type LiveStream = LiveRun["streams"][number];

function countedRow(stream: LiveStream): ProofRow {
  return {
    stream: labelOf(stream),
    read: BigInt(stream.rowsWritten) - BigInt(stream.superseded),
    written: BigInt(stream.verifiedRows ?? "0"),
  };
}

function comparedRow(stream: LiveStream): ProofRow {
  const { comparison } = stream;
  if (comparison === null || !("same" in comparison))
    return { stream: labelOf(stream), read: 0n, written: 0n };
  const { newer, gone, versions } = comparison.explained;
  return {
    stream: labelOf(stream),
    read: BigInt(comparison.sourceRows - newer),
    written: BigInt((comparison.destinationRows ?? 0) - gone - versions),
  };
}

function labelOf(stream: { namespace: string; name: string }): string {
  return stream.namespace === "" ? stream.name : `${stream.namespace}.${stream.name}`;
}
