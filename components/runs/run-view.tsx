"use client";

import { StatusCell } from "@/components/status/status-cell";
import { Loading, Skeleton } from "@/components/ui/data-state";
import { ReadError } from "@/components/ui/read-error";
import { Section } from "@/components/ui/section";
import * as text from "@/text/run";
import type { LiveRun } from "./api";
import { HeldStreams } from "./held-streams";
import { LazyRunLog } from "./lazy-run-log";
import { RunFailureCard } from "./run-failure-card";
import { RunProof } from "./run-proof";
import { RunSchemaChanges } from "./run-schema-changes";
import { RunRows, RunStreams } from "./run-streams";
import { RunTimeline } from "./run-timeline";
import { tellRun } from "./states";
import { labelOf } from "./stream-label";
import { tellStory } from "./story";
import { isOn, useRun } from "./use-run";

export interface RunViewProps {
  runId: string;
}

/** One run: what happened, what failed, each stream, its slices, the proof, and the log; live while it goes on. */
export function RunView({ runId }: RunViewProps) {
  const { data: run, error, isFetching, refetch, dataUpdatedAt } = useRun(runId);
  if (error && !run) {
    return <ReadError title={text.notRead} error={error} busy={isFetching} onRetry={() => void refetch()} />;
  }
  if (!run) {
    return (
      <Loading label={text.loading}>
        <div className="grid gap-6">
          <Skeleton className="h-5 w-80" />
          <Skeleton className="h-24" />
          <Skeleton className="h-60" />
        </div>
      </Loading>
    );
  }
  const live = isOn(run);
  return (
    <div className="grid min-w-0 grid-cols-1 gap-6">
      <RunHead run={run} nowMs={dataUpdatedAt} />
      <HeldStreams run={run} />
      <RunFailureCard run={run} />
      {run.streams.length > 0 && <RunStreams run={run} />}
      <RunSchemaChanges changes={run.schemaChanges} />
      <RunProof run={run} />
      <RunTimeline runId={run.id} live={live} />
      {!live && <RunRows run={run} />}
      <Section title={text.log}>
        <LazyRunLog
          runId={run.id}
          live={live}
          streams={run.streams.map(labelOf)}
          href={`/connections/${run.connectionId}/runs/${run.id}`}
          errorsFirst={run.status === "failed"}
        />
      </Section>
    </div>
  );
}

function RunHead({ run, nowMs }: { run: LiveRun; nowMs: number }) {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-muted tabular-nums">
      <span className="font-medium text-ink">{text.heading(run.number)}</span>
      <span aria-live="polite">
        <StatusCell {...tellRun(run.status)} at={run.endedAt ?? run.startedAt ?? run.createdAt} />
      </span>
      <span>{tellStory(run, nowMs)}</span>
    </p>
  );
}
