import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection } from "@/components/runs/states";
import { Pair } from "@/components/status/pair";
import { StatusCell } from "@/components/status/status-cell";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import type { ConnectionView } from "@/lib/connections/view";
import { describeSchedule } from "./schedule-words";
import { SyncControls } from "./sync-controls";

export interface ConnectionHeadProps {
  connection: ConnectionView;
  source: ConnectorFace;
  destination: ConnectorFace;
}

/** The head of a connection's pages. */
export function ConnectionHead({ connection, source, destination }: ConnectionHeadProps) {
  const told = tellConnection(connection.state);
  const href = `/connections/${connection.id}`;
  return (
    <PageHeader
      breadcrumb={[{ href: "/connections", label: "Connections" }]}
      mark={<Pair source={source} destination={destination} state={told.state} />}
      title={connection.name}
      state={
        <StatusCell
          {...told}
          {...(connection.lastRun ? { at: connection.lastRun.endedAt ?? connection.lastRun.createdAt } : {})}
        />
      }
      description={`${connection.source.name} → ${connection.destination.name} · ${describeSchedule(connection.schedule, connection.follows)}`}
      action={
        <SyncControls
          connectionId={connection.id}
          isActive={connection.status === "active"}
          drawnRun={connection.lastRun && { id: connection.lastRun.id, status: connection.lastRun.status }}
        />
      }
      tabs={
        <LinkTabs
          label="Connection"
          tabs={[
            { href, label: "Status" },
            { href: `${href}/replication`, label: "Replication" },
            { href: `${href}/data`, label: "Data" },
            { href: `${href}/settings`, label: "Settings" },
          ]}
        />
      }
    />
  );
}
