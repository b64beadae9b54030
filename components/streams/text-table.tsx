import { cn } from "@/components/ui/cn";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as text from "@/text/streams";

export interface TextTableProps {
  label: string;
  columns: readonly { name: string; type: string; isQuiet?: boolean }[];
  rows: readonly (readonly (string | null)[])[];
  /** How it scrolls in itself. */
  frameClassName?: string;
  /** Why a value is another than at the source, by row and column. */
  noteAt?: (row: number, column: string) => string | undefined;
}

/** Rows as texts under the names and types of their columns. */
export function TextTable({
  label,
  columns,
  rows,
  frameClassName = "max-h-100 overflow-auto",
  noteAt,
}: TextTableProps) {
  return (
    <Table label={label} framed frameClassName={frameClassName}>
      <THead>
        <TR>
          {columns.map(({ name, type, isQuiet }) => (
            <TH key={name} className="align-bottom">
              <span className="grid py-1">
                <span className={isQuiet ? "text-ink-muted" : "text-ink"}>{name}</span>
                <span className="font-mono text-2xs font-normal text-ink-faint">{type}</span>
              </span>
            </TH>
          ))}
        </TR>
      </THead>
      <TBody>
        {rows.map((row, index) => (
          <TR key={index}>
            {columns.map(({ name, isQuiet }, place) => {
              const note = noteAt?.(index, name);
              return (
                <TD
                  key={name}
                  muted={isQuiet === true}
                  title={note ?? row[place] ?? undefined}
                  className={cn("max-w-80 truncate font-mono text-xs", note && "bg-warn-soft text-warn")}
                >
                  {row[place] ?? <span className="text-ink-faint italic">{text.noValue}</span>}
                </TD>
              );
            })}
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
