"use client";

import { RunHistory } from "@/components/runs/run-history";
import { RunView } from "@/components/runs/run-view";
import { useRuns } from "@/components/runs/use-run";
import { Section } from "@/components/ui/section";

/** The newest run, live, and the runs before it. */
export function ConnectionStatus({ connectionId }: { connectionId: string }) {
  const { data } = useRuns(connectionId);
  const [last] = data?.items ?? [];
  return (
    <>
      {last && <RunView key={last.id} runId={last.id} />}
      <Section title="Runs">
        <RunHistory connectionId={connectionId} />
      </Section>
    </>
  );
}
