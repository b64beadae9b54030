import { StatusCell } from "@/components/status/status-cell";
import { tellRun } from "@/components/runs/states";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/section";
import type { RunSummary } from "@/lib/runs/schema";
import * as text from "@/text/onboarding";

export interface DemoNoteProps {
  connection: { id: string; source: string; destination: string };
  run: RunSummary;
}

/** What the sample came to. */
export function DemoNote({ connection, run }: DemoNoteProps) {
  const took = run.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : null;
  return (
    <Panel className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-48 flex-1 gap-0.5">
        <h2 className="flex flex-wrap items-center gap-3 text-sm font-medium">
          {text.sampleOf(connection.source, connection.destination)}
          <StatusCell {...tellRun(run.status)} at={run.endedAt ?? run.createdAt} />
        </h2>
        <p className="text-xs text-ink-muted tabular-nums">
          {run.status === "succeeded"
            ? took === null
              ? text.sampleWrote(run.rowsWritten)
              : text.sampleWroteIn(run.rowsWritten, took)
            : (run.failure?.message ?? text.sampleNotGreen)}
        </p>
      </div>
      <ButtonLink size="sm" href={`/connections/${connection.id}/runs/${run.id}`}>
        {text.seeRun}
      </ButtonLink>
    </Panel>
  );
}
