"use client";

import { useState } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import type { ActionError, ActionResult } from "@/lib/action";
import type { PreviewedTable, TablePreviewed } from "@/lib/connections/table-preview";
import type { OfferedStream, StreamDraft } from "@/components/connections/draft";
import * as text from "@/text/stream-tables";
import { TextTable } from "./text-table";

export type AskPreview = (stream: OfferedStream, draft: StreamDraft) => Promise<ActionResult<TablePreviewed>>;

export interface TablePreviewProps {
  stream: OfferedStream;
  draft: StreamDraft;
  ask: AskPreview;
}

/** The tables that will come out of a stream as it is chosen now, made of rows that are really read. */
export function TablePreview({ stream, draft, ask }: TablePreviewProps) {
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<{ of: StreamDraft; what: TablePreviewed | { error: ActionError } }>();

  async function preview() {
    setBusy(true);
    const result = await ask(stream, draft);
    setMade({ of: draft, what: result.ok ? result.data : { error: result.error } });
    setBusy(false);
  }

  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button type="button" size="sm" busy={busy} disabled={stream.isGone} onClick={() => void preview()}>
          {made ? text.previewAgain : text.preview}
        </Button>
        <span className="text-xs text-ink-muted">
          {made && made.of !== draft ? text.choiceChanged : text.previewReads}
        </span>
      </div>
      {made && <Previewed what={made.what} />}
    </div>
  );
}

function Previewed({ what }: { what: TablePreviewed | { error: ActionError } }) {
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
