import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection } from "@/components/runs/states";
import { StatusCell } from "@/components/status/status-cell";
import { Empty } from "@/components/ui/data-state";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { ConnectionView } from "@/lib/connections/view";
import * as text from "@/text/actors";

export interface ConnectionLine extends Pick<ConnectionView, "id" | "name" | "state" | "lastRun"> {
  other: { name: string; face: ConnectorFace | undefined };
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
    <Table
      label={text.columns.connections}
      framed
      {...(connections.length > 10 ? { frameClassName: "max-h-96 overflow-auto" } : {})}
    >
      <THead>
        <TR>
          <TH grow>{text.connectionColumn}</TH>
          <TH>{otherTitle}</TH>
          <TH>{text.lastRunColumn}</TH>
        </TR>
      </THead>
      <TBody>
        {connections.map(({ id, name, other, state, lastRun }) => (
          <TR key={id}>
            <TD grow>
              <RowLink href={`/connections/${id}`}>{name}</RowLink>
            </TD>
            <TD muted>
              <span className="flex items-center gap-2">
                {other.face && <ConnectorIcon {...other.face} size="sm" />}
                {other.name}
              </span>
            </TD>
            <TD>
              <StatusCell
                {...tellConnection(state)}
                {...(lastRun ? { at: lastRun.createdAt } : {})}
                {...(lastRun?.failure ? { reason: lastRun.failure.message } : {})}
              />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
