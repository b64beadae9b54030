"use client";

import { RunStrip } from "@/components/status/run-strip";
import { StatusCell } from "@/components/status/status-cell";
import { Empty } from "@/components/ui/data-state";
import { formatBytes, formatCount } from "@/components/ui/format";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as text from "@/text/runs";
import type { LiveRunSummary } from "./api";
import { durationOf, formatTook, tellRun } from "./states";
import { useRuns } from "./use-run";

/** The runs of a connection, newest first. */
export function RunHistory({ connectionId }: { connectionId: string }) {
  const { data } = useRuns(connectionId);
  const runs = data?.items ?? [];
  if (data && runs.length === 0) return <Empty title={text.neverSyncedYet} drawing={null} className="py-6" />;
  const hrefOf = (run: LiveRunSummary) => `/connections/${connectionId}/runs/${run.id}`;
  return (
    <div className="grid gap-4">
      <RunStrip
        runs={[...runs].reverse().map((run) => ({
          id: run.id,
          href: hrefOf(run),
          state: tellRun(run.status).state,
          startedAt: run.startedAt ?? run.createdAt,
          durationMs: durationOf(run) ?? 0,
          ...(run.failure ? { note: run.failure.message } : {}),
        }))}
      />
      <Table label={text.runs} framed>
        <THead>
          <TR>
            <TH>{text.run}</TH>
            <TH>{text.status}</TH>
            <TH>{text.startedBy}</TH>
            <TH align="right">{text.rows}</TH>
            <TH align="right">{text.bytes}</TH>
            <TH align="right">{text.duration}</TH>
          </TR>
        </THead>
        <TBody>
          {runs.map((run) => (
            <TR key={run.id}>
              <TD>
                <RowLink href={hrefOf(run)}>{run.number}</RowLink>
                {run.kind !== "sync" && <span className="text-ink-muted"> {text.kinds[run.kind]}</span>}
              </TD>
              <TD>
                <StatusCell
                  {...tellRun(run.status)}
                  at={run.endedAt ?? run.startedAt ?? run.createdAt}
                  {...(run.failure ? { reason: run.failure.message } : {})}
                />
              </TD>
              <TD muted>{text.triggers[run.trigger]}</TD>
              <TD align="right">{formatCount(BigInt(run.rowsWritten))}</TD>
              <TD align="right">{formatBytes(BigInt(run.bytes))}</TD>
              <TD align="right">{formatTook(durationOf(run))}</TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </div>
  );
}
