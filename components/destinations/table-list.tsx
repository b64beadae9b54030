import { Empty } from "@/components/ui/data-state";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { WrittenTable } from "@/lib/destinations/tables";
import { streamKey } from "@/lib/sync/stream-key";

/** What runs have written to a destination, under the names it has there; a row opens its data. */
export function TableList({ tables }: { tables: WrittenTable[] }) {
  if (tables.length === 0)
    return (
      <Empty title="Nothing was written here yet." drawing={null} className="py-6">
        Tables appear with the first sync of a connection.
      </Empty>
    );
  return (
    <Table label="Tables" framed frameClassName="max-h-120 overflow-auto">
      <THead>
        <TR>
          <TH grow>Table</TH>
          <TH>Connection</TH>
          <TH align="right">Rows in the last run</TH>
          <TH>Last written</TH>
        </TR>
      </THead>
      <TBody>
        {tables.map(({ table, connection, stream, rows, writtenAt }) => (
          <TR key={`${connection.id} ${stream.namespace} ${stream.name}`}>
            <TD grow>
              <RowLink href={dataHref(connection.id, stream)} prefetch={false}>
                {table.namespace === "" ? table.name : `${table.namespace}.${table.name}`}
              </RowLink>
            </TD>
            <TD muted>{connection.name}</TD>
            <TD align="right">{formatCount(rows)}</TD>
            <TD muted>
              <RelativeTime at={writtenAt} />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

/** The connection's page of rows, with this stream chosen. */
function dataHref(connectionId: string, { namespace, name }: WrittenTable["stream"]): string {
  const stream = streamKey({ namespace: namespace ?? undefined, name });
  return `/connections/${connectionId}/data?${new URLSearchParams({ stream })}`;
}
