import { Empty } from "@/components/ui/data-state";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { WrittenTable } from "@/lib/destinations/tables";
import { streamKey } from "@/lib/sync/stream-key";
import * as text from "@/text/destinations";

/** What runs have written to a destination, under the names it has there; a row opens its data. */
export function TableList({ tables }: { tables: WrittenTable[] }) {
  if (tables.length === 0)
    return (
      <Empty title={text.nothingWritten} drawing={null} className="py-6">
        {text.whenTablesAppear}
      </Empty>
    );
  return (
    <Table label={text.tables} framed frameClassName="max-h-120 overflow-auto">
      <THead>
        <TR>
          <TH grow>{text.tableColumn}</TH>
          <TH>{text.connectionColumn}</TH>
          <TH align="right">{text.rowsColumn}</TH>
          <TH>{text.writtenColumn}</TH>
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
