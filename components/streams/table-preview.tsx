"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import type { ActionError, ActionResult } from "@/lib/action";
import type { TablePreviewed } from "@/lib/connections/table-preview";
import type { OfferedStream, StreamDraft } from "@/components/connections/draft";
import * as text from "@/text/stream-tables";

const PreviewedTables = onDemand(async () => (await import("./previewed-tables")).PreviewedTables);

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
    void PreviewedTables.ask();
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
      {made && <PreviewedTables what={made.what} />}
    </div>
  );
}
