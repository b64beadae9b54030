import { TextTable } from "@/components/streams/text-table";
import { Code, CodeBlock } from "@/components/ui/code";
import { Foldable } from "@/components/ui/section";
import * as text from "@/text/connections";

export interface DataTableProps {
  place: string;
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly (string | null)[])[];
  definition?: string | undefined;
}

/** Rows as a destination has them, under its own names and types. */
export function DataTable({ place, columns, rows, definition }: DataTableProps) {
  const shown = ownFirst(columns);
  return (
    <div className="grid gap-3">
      <p className="text-sm text-ink-muted">{text.firstRowsOf(rows.length, <Code>{place}</Code>)}</p>
      {definition !== undefined && (
        <Foldable title={text.schema}>
          <CodeBlock text={definition} />
        </Foldable>
      )}
      <TextTable
        label={text.rowsOf(place)}
        frameClassName="overflow-x-auto"
        columns={shown}
        rows={rows.map((row) => shown.map(({ column }) => row[column] ?? null))}
      />
    </div>
  );
}

/** What the source brought stands before what every table carries. */
function ownFirst(columns: DataTableProps["columns"]) {
  const placed = columns.map((column, index) => ({ ...column, column: index }));
  const isMeta = ({ name }: { name: string }) => /^_(airbyte|sluice)_/.test(name);
  return [...placed.filter((column) => !isMeta(column)), ...placed.filter(isMeta)];
}
