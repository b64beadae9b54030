"use client";

import { useState } from "react";
import { OnlyFor } from "@/components/shell/only-for";
import * as text from "@/text/quarantine";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Table, TBody, TD, TH, THead, TR, WideRow } from "@/components/ui/table";
import { labelOf, type WaitingStream } from "./api";
import { RowActions, type RowActionsProps } from "./row-actions";
import { WaitingRows } from "./waiting-rows";

const shownReasons = 3;

export interface StreamTableProps extends Pick<RowActionsProps, "connectionId" | "waiting" | "onReplay"> {
  shownStream: string | null;
}

/** Per stream: how many rows wait, why, and the rows themselves. */
export function StreamTable({ connectionId, waiting, shownStream, ...handlers }: StreamTableProps) {
  const [open, setOpen] = useState<string | null>(shownStream);
  return (
    <Table label={text.streamsLabel} framed>
      <THead>
        <TR>
          <TH>{text.streamColumn}</TH>
          <TH align="right">{text.rowsColumn}</TH>
          <TH grow>{text.reasonsColumn}</TH>
          <TH>
            <span className="sr-only">{text.actionsColumn}</span>
          </TH>
        </TR>
      </THead>
      {waiting.map((each) => {
        const label = labelOf(each.stream);
        const isOpen = open === label;
        return (
          <TBody key={label}>
            <TR className="align-top">
              <TD className="py-2 font-medium">{label}</TD>
              <TD align="right" className="py-2">
                {formatCount(each.rows)}
              </TD>
              <TD grow className="py-2 whitespace-normal">
                <Reasons waiting={each} />
              </TD>
              <TD className="py-1.5">
                <span className="flex justify-end gap-1.5">
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-expanded={isOpen}
                    aria-label={text.rowsOf(label)}
                    onClick={() => setOpen(isOpen ? null : label)}
                  >
                    {isOpen ? text.hideRows : text.showRows}
                  </Button>
                  <OnlyFor role="editor">
                    <RowActions
                      connectionId={connectionId}
                      waiting={[each]}
                      stream={each.stream}
                      {...handlers}
                    />
                  </OnlyFor>
                </span>
              </TD>
            </TR>
            {isOpen && (
              <WideRow columns={4}>
                <WaitingRows connectionId={connectionId} stream={each.stream} />
              </WideRow>
            )}
          </TBody>
        );
      })}
    </Table>
  );
}

function Reasons({ waiting: { reasons } }: { waiting: WaitingStream }) {
  return (
    <ul className="grid gap-1">
      {reasons.slice(0, shownReasons).map(({ kind, example, rows }) => (
        <li key={kind} className="flex gap-2.5">
          <span className="shrink-0 text-ink-muted tabular-nums">{formatCount(rows)} ×</span>
          <span className="min-w-0 break-words" title={example}>
            {rows === 1 ? example : kind}
          </span>
        </li>
      ))}
      {reasons.length > shownReasons && (
        <li className="text-ink-faint">{text.moreReasons(reasons.length - shownReasons)}</li>
      )}
    </ul>
  );
}
