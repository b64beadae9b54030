"use client";

import { useState } from "react";
import { isOn, useRuns } from "@/components/runs/use-run";
import { OnlyFor } from "@/components/shell/only-for";
import { loadAlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as text from "@/text/connection-state";
import { feedLabel } from "./feed-label";

const FeedDialog = onDemand(async () => (await import("./feed-dialogs")).FeedDialog);

function loadDialogs(): void {
  loadAlertDialog();
  void FeedDialog.ask();
}

export interface FeedStand {
  feedId: string;
  runNumber: number | null;
  position: unknown;
}

export interface StateTableProps {
  connection: { id: string; name: string };
  feeds: FeedStand[];
}

export type OpenFeed = { dialog: "view" | "edit" | "rewind"; feed: FeedStand };

/** Where each feed stands; from here it is looked at, edited and rewound. */
export function StateTable({ connection, feeds }: StateTableProps) {
  const { data } = useRuns(connection.id);
  const [open, setOpen] = useState<OpenFeed>();
  const isBusy = isOn(data?.items[0]);
  const close = () => setOpen(undefined);
  return (
    <div className="grid grid-cols-1 gap-3">
      {isBusy && (
        <OnlyFor role="editor">
          <p className="text-sm text-ink-muted">{text.runGoesOn}</p>
        </OnlyFor>
      )}
      <Table label={text.state} framed frameClassName="overflow-x-auto">
        <THead>
          <TR>
            <TH>{text.feedColumn}</TH>
            <TH align="right">{text.runColumn}</TH>
            <TH grow>{text.position}</TH>
            <TH>
              <span className="sr-only">{text.actionsColumn}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {feeds.map((feed) => (
            <TR key={feed.feedId}>
              <TD className="font-medium">{feedLabel(feed.feedId)}</TD>
              <TD align="right">{feed.runNumber ?? "–"}</TD>
              <TD grow muted className="font-mono text-xs">
                {feed.runNumber === null ? text.nothingCommitted : JSON.stringify(feed.position)}
              </TD>
              <TD className="py-1">
                <div className="flex justify-end gap-1" onPointerEnter={loadDialogs} onFocus={loadDialogs}>
                  <Button size="sm" variant="ghost" onClick={() => setOpen({ dialog: "view", feed })}>
                    {text.view}
                  </Button>
                  <OnlyFor role="editor">
                    <Button
                      size="sm"
                      variant="ghost"
                      disabled={isBusy || feed.runNumber === null}
                      onClick={() => setOpen({ dialog: "edit", feed })}
                    >
                      {text.edit}
                    </Button>
                    <Button
                      size="sm"
                      variant="ghost"
                      disabled={isBusy}
                      onClick={() => setOpen({ dialog: "rewind", feed })}
                    >
                      {text.rewind}
                    </Button>
                  </OnlyFor>
                </div>
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
      {open && <FeedDialog {...open} connection={connection} onClose={close} />}
    </div>
  );
}
