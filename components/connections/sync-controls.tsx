"use client";

import { isOn, useRuns } from "@/components/runs/use-run";
import { useRequestRun } from "@/components/runs/use-request-run";
import { Button } from "@/components/ui/button";
import * as text from "@/text/connections";

export interface SyncControlsProps {
  connectionId: string;
  isActive: boolean;
}

/** Sync now, or cancel what goes on. */
export function SyncControls({ connectionId, isActive }: SyncControlsProps) {
  const { data } = useRuns(connectionId);
  const { busy, sync, cancel } = useRequestRun(connectionId);
  const [last] = data?.items ?? [];
  if (last && isOn(last)) {
    return (
      <Button variant="danger" busy={busy} onClick={() => void cancel(last.id)}>
        {text.cancelSync}
      </Button>
    );
  }
  return (
    <Button variant="primary" busy={busy} disabled={!isActive} onClick={() => void sync()}>
      {text.syncNow}
    </Button>
  );
}
