import { Empty } from "@/components/ui/data-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";

export interface ConnectionLine {
  id: string;
  name: string;
  other: string;
  lastRunAt: Date | null;
}

/** The connections of one source or destination. */
export function ConnectionsOf({
  otherTitle,
  connections,
  empty,
}: {
  otherTitle: string;
  connections: ConnectionLine[];
  empty: string;
}) {
  if (connections.length === 0) return <Empty title={empty} drawing={null} className="py-6" />;
  return (
    <Table label="Connections" framed>
      <THead>
        <TR>
          <TH grow>Connection</TH>
          <TH>{otherTitle}</TH>
          <TH>Last run</TH>
        </TR>
      </THead>
      <TBody>
        {connections.map((connection) => (
          <TR key={connection.id}>
            <TD grow>
              <RowLink href={`/connections/${connection.id}`}>{connection.name}</RowLink>
            </TD>
            <TD muted>{connection.other}</TD>
            <TD muted>{connection.lastRunAt ? <RelativeTime at={connection.lastRunAt} /> : "Never"}</TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
