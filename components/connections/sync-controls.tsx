"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useMay } from "@/components/members/only-for";
import { isOn, useRuns } from "@/components/runs/use-run";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import type { ActionResult } from "@/lib/action";
import { cancelRunAction, requestSyncAction } from "@/lib/runs/actions";

export interface SyncControlsProps {
  connectionId: string;
  isActive: boolean;
  /** The newest run as the server drew it beside these buttons; null where there was none. */
  drawnRun: { id: string; status: string } | null;
}

/** Sync now, or cancel what goes on. */
export function SyncControls({ connectionId, isActive, drawnRun }: SyncControlsProps) {
  const client = useQueryClient();
  const router = useRouter();
  const { data } = useRuns(connectionId);
  const [busy, setBusy] = useState(false);
  const maySync = useMay("editor");
  const [last] = data?.items ?? [];

  // A run that is quick may have ended between the server's drawing and the first look from here.
  const newest = last && `${last.id} ${last.status}`;
  const drawn = drawnRun ? `${drawnRun.id} ${drawnRun.status}` : "";
  useEffect(() => {
    if (newest !== undefined && newest !== drawn) router.refresh();
  }, [newest, drawn, router]);

  async function perform(action: () => Promise<ActionResult<unknown>>) {
    setBusy(true);
    const result = await action();
    if (!result.ok) toast.error(result.error.message);
    await client.invalidateQueries({ queryKey: ["runs", connectionId] });
    if (last) await client.invalidateQueries({ queryKey: ["run", last.id] });
    router.refresh();
    setBusy(false);
  }

  if (!maySync) return null;
  if (last && isOn(last)) {
    return (
      <Button
        variant="danger"
        busy={busy}
        onClick={() => void perform(() => cancelRunAction({ runId: last.id }))}
      >
        Cancel sync
      </Button>
    );
  }
  return (
    <Button
      variant="primary"
      busy={busy}
      disabled={!isActive}
      onClick={() => void perform(() => requestSyncAction({ connectionId }))}
    >
      Sync now
    </Button>
  );
}
