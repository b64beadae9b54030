import { Code, CodeBlock } from "@/components/ui/code";
import { Foldable } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";

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
      <p className="text-sm text-ink-muted">
        {rows.length === 1 ? "The first row" : `The first ${rows.length} rows`} of <Code>{place}</Code>
      </p>
      {definition !== undefined && (
        <Foldable title="Schema">
          <CodeBlock text={definition} />
        </Foldable>
      )}
      <Table label={`Rows of ${place}`} framed frameClassName="overflow-x-auto">
        <THead>
          <TR>
            {shown.map(({ name, type }) => (
              <TH key={name} className="align-bottom">
                <span className="grid py-1">
                  <span className="text-ink">{name}</span>
                  <span className="font-mono text-2xs font-normal text-ink-faint">{type}</span>
                </span>
              </TH>
            ))}
          </TR>
        </THead>
        <TBody>
          {rows.map((row, index) => (
            <TR key={index}>
              {shown.map(({ name, column }) => (
                <TD
                  key={name}
                  className="max-w-80 truncate font-mono text-xs"
                  title={row[column] ?? undefined}
                >
                  {row[column] ?? <span className="text-ink-faint italic">null</span>}
                </TD>
              ))}
            </TR>
          ))}
        </TBody>
      </Table>
    </div>
  );
}

/** What the source brought stands before what every table carries. */
function ownFirst(columns: DataTableProps["columns"]) {
  const placed = columns.map((column, index) => ({ ...column, column: index }));
  const isMeta = ({ name }: { name: string }) => /^_(airbyte|sluice)_/.test(name);
  return [...placed.filter((column) => !isMeta(column)), ...placed.filter(isMeta)];
}
