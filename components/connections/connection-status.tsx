"use client";

import { RunHistory } from "@/components/runs/run-history";
import { RunLog } from "@/components/runs/run-log";
import { isOn, useRun, useRuns } from "@/components/runs/use-run";
import { ErrorState, Loading, Skeleton } from "@/components/ui/data-state";
import { Section } from "@/components/ui/section";
import type { FailureCardProps } from "./failure-card";
import { LastRun } from "./last-run";

export interface ConnectionStatusProps {
  connection: FailureCardProps["connection"];
  canEdit: boolean;
  awaitsApproval: boolean;
}

/** The newest run, live, and the runs before it. */
export function ConnectionStatus({ connection, canEdit, awaitsApproval }: ConnectionStatusProps) {
  const { data, error } = useRuns(connection.id);
  const [last] = data?.items ?? [];
  if (error && !data) return <ErrorState title="The runs could not be read" message={error.message} />;
  if (!data)
    return (
      <Loading label="Loading the runs">
        <Skeleton className="h-40" />
      </Loading>
    );
  return (
    <>
      {last && (
        <Newest
          key={last.id}
          runId={last.id}
          connection={connection}
          canEdit={canEdit}
          awaitsApproval={awaitsApproval}
        />
      )}
      <Section title="Runs">
        <RunHistory connectionId={connection.id} />
      </Section>
      {last && <NewestLog key={`log ${last.id}`} runId={last.id} />}
    </>
  );
}

function Newest({ runId, connection, canEdit, awaitsApproval }: ConnectionStatusProps & { runId: string }) {
  const { data: run, error } = useRun(runId);
  if (error && !run) return <ErrorState title="The run could not be read" message={error.message} />;
  if (!run)
    return (
      <Loading label="Loading the run">
        <Skeleton className="h-24" />
      </Loading>
    );
  return <LastRun run={run} connection={connection} canEdit={canEdit} hidesFailure={awaitsApproval} />;
}

function NewestLog({ runId }: { runId: string }) {
  const { data: run } = useRun(runId);
  if (!run) return null;
  const labels = run.streams.map(({ namespace, name }) => (namespace === "" ? name : `${namespace}.${name}`));
  return (
    <Section title="Log">
      <RunLog runId={runId} live={isOn(run)} streams={labels} />
    </Section>
  );
}
