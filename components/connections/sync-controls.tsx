"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { isOn, useRuns } from "@/components/runs/use-run";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import type { ActionResult } from "@/lib/action";
import { cancelRunAction, requestSyncAction } from "@/lib/runs/actions";

/** Sync now, or cancel what goes on. */
export function SyncControls({ connectionId, isActive }: { connectionId: string; isActive: boolean }) {
  const client = useQueryClient();
  const router = useRouter();
  const { data } = useRuns(connectionId);
  const [busy, setBusy] = useState(false);
  const [last] = data?.items ?? [];

  // The head beside these buttons was drawn by the server.
  const newest = last && `${last.id} ${last.status}`;
  const drawn = useRef(newest);
  useEffect(() => {
    if (drawn.current !== undefined && drawn.current !== newest) router.refresh();
    drawn.current = newest;
  }, [newest, router]);

  async function perform(action: () => Promise<ActionResult<unknown>>) {
    setBusy(true);
    const result = await action();
    if (!result.ok) toast.error(result.error.message);
    await client.invalidateQueries({ queryKey: ["runs", connectionId] });
    if (last) await client.invalidateQueries({ queryKey: ["run", last.id] });
    router.refresh();
    setBusy(false);
  }

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
