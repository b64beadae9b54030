"use client";

import { LazyRunLog } from "@/components/runs/lazy-run-log";
import { RunHistory } from "@/components/runs/run-history";
import { labelOf } from "@/components/runs/stream-label";
import { isOn, useRun, useRuns } from "@/components/runs/use-run";
import { Loading, Skeleton } from "@/components/ui/data-state";
import { ReadError } from "@/components/ui/read-error";
import { Section } from "@/components/ui/section";
import * as text from "@/text/connections";
import { LastRun } from "./last-run";

export interface ConnectionStatusProps {
  connectionId: string;
}

/** The newest run, live, and the runs before it. Drawn at once, when both are known, so that nothing moves. */
export function ConnectionStatus({ connectionId }: ConnectionStatusProps) {
  const { data, error, isFetching, refetch } = useRuns(connectionId);
  const [last] = data?.items ?? [];
  if (error && !data)
    return (
      <ReadError title={text.runsNotRead} error={error} busy={isFetching} onRetry={() => void refetch()} />
    );
  if (!data) return <LoadingRuns />;
  if (!last) return <Runs connectionId={connectionId} />;
  return <WithNewest key={last.id} runId={last.id} connectionId={connectionId} />;
}

function WithNewest({ runId, connectionId }: ConnectionStatusProps & { runId: string }) {
  const { data: run, error, isFetching, refetch } = useRun(runId);
  if (error && !run)
    return (
      <ReadError title={text.runNotRead} error={error} busy={isFetching} onRetry={() => void refetch()} />
    );
  if (!run) return <LoadingRuns />;
  return (
    <>
      <LastRun run={run} />
      <Runs connectionId={connectionId} />
      <Section title={text.log}>
        <LazyRunLog runId={runId} live={isOn(run)} streams={run.streams.map(labelOf)} />
      </Section>
    </>
  );
}

function Runs({ connectionId }: { connectionId: string }) {
  return (
    <Section title={text.runs}>
      <RunHistory connectionId={connectionId} />
    </Section>
  );
}

function LoadingRuns() {
  return (
    <Loading label={text.loadingRuns}>
      <Skeleton className="h-120" />
    </Loading>
  );
}
