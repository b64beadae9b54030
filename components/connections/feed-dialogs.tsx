"use client";

import { CodeBlock } from "@/components/ui/code";
import { Dialog } from "@/components/ui/dialog";
import * as text from "@/text/connection-state";
import { EditState } from "./edit-state";
import { feedLabel } from "./feed-label";
import { RewindFeed } from "./rewind-feed";
import type { OpenFeed, StateTableProps } from "./state-table";

export interface FeedDialogProps extends OpenFeed, Pick<StateTableProps, "connection"> {
  onClose: () => void;
}

/** What StateTable has opened of a feed. */
export function FeedDialog({ dialog, feed, connection, onClose }: FeedDialogProps) {
  const { feedId, position } = feed;
  switch (dialog) {
    case "view":
      return (
        <Dialog
          open
          onOpenChange={onClose}
          size="lg"
          title={text.viewTitle(feedLabel(feedId))}
          description={text.viewMeaning}
        >
          <CodeBlock text={JSON.stringify(position, null, 2)} label={text.copyPosition} />
        </Dialog>
      );
    case "edit":
      return <EditState connection={connection} feedId={feedId} position={position} onClose={onClose} />;
    case "rewind":
      return <RewindFeed connectionId={connection.id} feedId={feedId} onClose={onClose} />;
  }
}
