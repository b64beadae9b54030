import { ReasonCard } from "@/components/status/reason-card";
import { Code } from "@/components/ui/code";
import type { ActionError } from "@/lib/action";
import type { PreviewedTable, TablePreviewed } from "@/lib/connections/table-preview";
import * as text from "@/text/stream-tables";
import { TextTable } from "./text-table";

export interface PreviewedTablesProps {
  what: TablePreviewed | { error: ActionError };
}

/** What `TablePreview` was answered. */
export function PreviewedTables({ what }: PreviewedTablesProps) {
  if ("error" in what)
    return (
      <ReasonCard
        what={what.error.message}
        {...(what.error.errorId ? { errorId: what.error.errorId } : {})}
      />
    );
  if ("failure" in what) return <ReasonCard what={what.failure.message} />;
  return (
    <>
      {what.tables.map((table) => (
        <OneTable key={`${table.table.namespace}.${table.table.name}`} {...table} />
      ))}
      <p className="text-xs text-ink-muted">
        {what.filtered > 0 ? text.rowsReadAndFiltered(what.read, what.filtered) : text.rowsRead(what.read)}{" "}
        {text.misfits}
      </p>
    </>
  );
}

function OneTable({ table, columns, rows, changes }: PreviewedTable) {
  const place = `${table.namespace}.${table.name}`;
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm">
        <Code>{place}</Code>
      </p>
      <TextTable
        label={text.previewOf(place)}
        columns={columns.map(({ name, type, isMeta }) => ({ name, type, isQuiet: isMeta }))}
        rows={rows}
        noteAt={(row, column) =>
          changes.find((change) => change.row === row && change.column === column)?.reason
        }
      />
      {changes.length > 0 && (
        <ul className="grid gap-0.5 text-xs text-warn">
          {changes.map(({ row, column, change, reason }) => (
            <li key={`${row} ${column}`}>
              {change === "NULLED" ? text.nulled(row + 1, column, reason) : text.cut(row + 1, column, reason)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
