import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection } from "@/components/runs/states";
import { Pair } from "@/components/status/pair";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { formatRows } from "@/components/ui/format";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR, WideRow } from "@/components/ui/table";
import type { ConnectionView } from "@/lib/connections/view";
import { describeSchedule } from "./schedule-words";

export interface ConnectionListProps {
  connections: ConnectionView[];
  sourceFaces: Record<string, ConnectorFace>;
  destinationFaces: Record<string, ConnectorFace>;
  search: string;
}

/** All connections and how they stand. */
export function ConnectionList({ connections, search, ...faces }: ConnectionListProps) {
  const create = (
    <ButtonLink variant="primary" href="/connections/new">
      New connection
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Connections" action={create} />
      {connections.length === 0 && search === "" ? (
        <Empty title="No connection yet: nothing flows." action={create} />
      ) : (
        <>
          <FilterBar searchParam="search" searchPlaceholder="Search by name" />
          <Table label="Connections">
            <THead>
              <TR>
                <TH>
                  <span className="sr-only">From and to</span>
                </TH>
                <TH grow>Name</TH>
                <TH>Status</TH>
                <TH align="right">Last sync</TH>
                <TH>Frequency</TH>
                <TH>Next</TH>
              </TR>
            </THead>
            <TBody>
              {connections.length === 0 && <WideRow columns={6}>Nothing is named like “{search}”.</WideRow>}
              {connections.map((connection) => (
                <ConnectionRow key={connection.id} connection={connection} {...faces} />
              ))}
            </TBody>
          </Table>
        </>
      )}
    </>
  );
}

type RowProps = Pick<ConnectionListProps, "sourceFaces" | "destinationFaces"> & {
  connection: ConnectionView;
};

function ConnectionRow({ connection, sourceFaces, destinationFaces }: RowProps) {
  const { source, destination, lastRun } = connection;
  const told = tellConnection(connection.state);
  return (
    <TR>
      <TD>
        <Pair
          source={sourceFaces[source.connector] ?? { id: source.connector, title: source.connector }}
          destination={
            destinationFaces[destination.connector] ?? {
              id: destination.connector,
              title: destination.connector,
            }
          }
          state={told.state}
          size="sm"
        />
      </TD>
      <TD grow>
        <RowLink href={`/connections/${connection.id}`}>{connection.name}</RowLink>
      </TD>
      <TD>
        <StatusCell
          {...told}
          {...(lastRun ? { at: lastRun.endedAt ?? lastRun.createdAt } : {})}
          {...(lastRun?.failure ? { reason: lastRun.failure.message } : {})}
        />
      </TD>
      <TD align="right">
        {lastRun?.status === "succeeded" && `${formatRows(lastRun.rowsWritten)}, verified`}
      </TD>
      <TD muted>{describeSchedule(connection.schedule, connection.follows)}</TD>
      <TD muted>{connection.nextDueAt ? <RelativeTime at={connection.nextDueAt} /> : "–"}</TD>
    </TR>
  );
}
