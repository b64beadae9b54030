"use client";

import { useState } from "react";
import { PlanList } from "@/components/status/plan-list";
import * as text from "@/text/quarantine";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { formatRows } from "@/components/ui/format";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { discardQuarantinedAction, replayQuarantinedAction } from "@/lib/quarantine/actions";
import { labelOf, type WaitingStream } from "./api";

export interface RowActionsProps {
  connectionId: string;
  /** All that waits of the connection, or of the one `stream`. */
  waiting: WaitingStream[];
  /** Absent: the actions are about all streams. */
  stream?: WaitingStream["stream"];
  /** With the id of the run that replays. */
  onReplay: (runId: string) => void;
}

/** Writes what waits once more, or takes it away for good after a look at how much that is. */
export function RowActions({ connectionId, waiting, stream, onReplay }: RowActionsProps) {
  const [busy, setBusy] = useState(false);
  const rows = waiting.reduce((sum, each) => sum + each.rows, 0);
  const about = stream ? { stream } : {};

  async function replay() {
    setBusy(true);
    const result = await call(replayQuarantinedAction)({ connectionId, ...about });
    setBusy(false);
    if (result.ok) onReplay(result.data.id);
    else toast.error(result.error.message);
  }

  async function discard() {
    const result = await call(discardQuarantinedAction)({ connectionId, expected: rows, ...about });
    if (!result.ok) throw new Error(result.error.message);
    toast.success(text.discarded(result.data));
  }

  const label = stream && labelOf(stream);
  return (
    <>
      <Button
        size="sm"
        busy={busy}
        aria-label={label ? text.replayOf(label) : text.replayAll}
        onClick={() => void replay()}
      >
        {label ? text.replay : text.replayAll}
      </Button>
      <AlertDialog
        trigger={
          <Button size="sm" variant="ghost" aria-label={label ? text.discardOf(label) : text.discardAll}>
            {label ? text.discard : text.discardAll}
          </Button>
        }
        title={text.discardTitle(rows)}
        description={text.discardMeaning}
        confirmLabel={text.discardRows(rows)}
        onConfirm={discard}
      >
        <PlanList
          items={waiting.map((each) => ({
            verb: "delete",
            what: labelOf(each.stream),
            size: formatRows(each.rows),
          }))}
        />
      </AlertDialog>
    </>
  );
}
