"use client";

import { CodeBlock } from "@/components/ui/code";
import { Dialog } from "@/components/ui/dialog";
import { EditState } from "./edit-state";
import { feedLabel } from "./feed-label";
import { RewindFeed } from "./rewind-feed";
import type { OpenFeed, StateTableProps } from "./state-table";

export interface FeedDialogProps extends OpenFeed, Pick<StateTableProps, "connection"> {
  onClose: () => void;
}

/** What StateTable has opened of a feed. */
export function FeedDialog({ what, feed, connection, onClose }: FeedDialogProps) {
  const { feedId, position } = feed;
  switch (what) {
    case "view":
      return (
        <Dialog
          open
          onOpenChange={onClose}
          size="lg"
          title={`Where ${feedLabel(feedId)} stands`}
          description="As the destination has it. What it means only the source knows."
        >
          <CodeBlock text={JSON.stringify(position, null, 2)} label="Copy the position" />
        </Dialog>
      );
    case "edit":
      return <EditState connection={connection} feedId={feedId} position={position} onClose={onClose} />;
    case "rewind":
      return <RewindFeed connectionId={connection.id} feedId={feedId} onClose={onClose} />;
  }
}
