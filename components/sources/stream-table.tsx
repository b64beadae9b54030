import { Empty } from "@/components/ui/data-state";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";

export interface StreamLine {
  namespace?: string;
  name: string;
  fields: { name: string }[];
  primaryKey: string[][];
  cursorFields: string[];
}

/** What a source offers. */
export function StreamTable({ streams }: { streams: StreamLine[] }) {
  if (streams.length === 0) {
    return <Empty title="The source offers no stream that may be read." drawing={null} className="py-6" />;
  }
  return (
    <Table label="Streams" framed frameClassName="max-h-96 overflow-auto">
      <THead>
        <TR>
          <TH>Namespace</TH>
          <TH grow>Stream</TH>
          <TH align="right">Fields</TH>
          <TH>Primary key</TH>
          <TH align="right">Cursor fields</TH>
        </TR>
      </THead>
      <TBody>
        {streams.map((stream) => (
          <TR key={JSON.stringify([stream.namespace, stream.name])}>
            <TD muted>{stream.namespace ?? "–"}</TD>
            <TD grow>{stream.name}</TD>
            <TD align="right">{stream.fields.length}</TD>
            <TD muted>{stream.primaryKey.map((path) => path.join(".")).join(", ") || "–"}</TD>
            <TD align="right">{stream.cursorFields.length}</TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
