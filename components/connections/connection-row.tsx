"use client";

import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection, tellRun } from "@/components/runs/states";
import { Pair } from "@/components/status/pair";
import { RunStrip } from "@/components/status/run-strip";
import { StatusCell } from "@/components/status/status-cell";
import { Badge } from "@/components/ui/badge";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, TD, TR } from "@/components/ui/table";
import type { ListedConnection } from "@/lib/connections/list";
import * as text from "@/text/connections";

export interface ShownConnection extends Pick<
  ListedConnection,
  "id" | "name" | "state" | "needsApproval" | "nextDueAt" | "runs"
> {
  /** How often it runs, in words. */
  frequency: string;
  /** `rows`: what it wrote, where it succeeded; `reason`: why it failed. */
  lastRun: { at: Date; rows: bigint | null; reason?: string } | null;
}

export interface ConnectionRowProps {
  connection: ShownConnection;
  source: ConnectorFace;
  destination: ConnectorFace;
}

/** Drawn from its facts on both sides: as elements of the server, fifty rows would be sent twice, and at length. */
export function ConnectionRow({ connection, source, destination }: ConnectionRowProps) {
  const { id, name, lastRun, frequency, nextDueAt } = connection;
  const told = tellConnection(connection.state);
  return (
    <TR>
      <TD>
        <Pair source={source} destination={destination} state={told.state} size="sm" />
      </TD>
      <TD grow>
        <RowLink href={`/connections/${id}`}>{name}</RowLink>
        {connection.needsApproval && (
          <Badge tone="warn" className="ml-2 align-middle">
            {text.schemaChanged}
          </Badge>
        )}
      </TD>
      <TD>
        <StatusCell
          {...told}
          {...(lastRun ? { at: lastRun.at } : {})}
          {...(lastRun?.reason === undefined ? {} : { reason: lastRun.reason })}
        />
      </TD>
      <TD>
        <RunStrip
          label={text.lastRunsOf(name)}
          runs={connection.runs.map((run) => ({
            id: run.id,
            href: `/connections/${id}/runs/${run.id}`,
            state: tellRun(run.status).state,
            startedAt: run.at,
            durationMs: run.durationMs,
          }))}
        />
      </TD>
      <TD align="right">{lastRun && lastRun.rows !== null && formatCount(lastRun.rows)}</TD>
      <TD muted className="max-w-48 truncate" title={frequency}>
        {frequency}
      </TD>
      <TD muted>{nextDueAt ? <RelativeTime at={nextDueAt} /> : "–"}</TD>
    </TR>
  );
}
